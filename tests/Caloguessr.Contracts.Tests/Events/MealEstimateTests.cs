using System.Text;
using System.Text.Json;
using Caloguessr.Contracts.Events;

namespace Caloguessr.Contracts.Tests.Events;

public sealed class MealEstimateTests
{
    private static readonly MealEstimate Event = new()
    {
        SchemaVersion = MealEstimate.CurrentSchemaVersion,
        Id = "20261124-5f0c2a9be1d34c7781f6a0b3c4d5e6f7",
        Items =
        [
            new()
            {
                Name = "Pizza Margherita", FoodKey = "pizza-margherita", PortionGrams = 300, EnergyKcal = new(600, 795.5, 990),
                ProteinGrams = 33.2, CarbsGrams = 99, FatGrams = 30.1, Confidence = 0.62,
            },
            new() { Name = "Grüner Salat", PortionGrams = 80, EnergyKcal = new(10, 12, 15), ProteinGrams = 1, CarbsGrams = 2.3, FatGrams = 0.1, Confidence = 1 },
        ],
        Totals = new(new(610, 807.5, 1005), 34.2, 101.3, 30.2),
        Confidence = 0.63,
        Model = "builtin",
        Corrected = true,
        Timestamp = new(2026, 11, 24, 12, 30, 5, 120, TimeSpan.FromHours(1)),
    };

    [Fact]
    public void Json_IsByteForByteThatOfTheGoldenFile()
    {
        Assert.Equal(Golden(), Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(Event, EventJson.Default.MealEstimate)));
    }

    [Fact]
    public void GoldenFile_IsReadBack()
    {
        var read = JsonSerializer.Deserialize(Golden(), EventJson.Default.MealEstimate)!;

        Assert.Equal(Event with { Items = [] }, read with { Items = [] });
        Assert.Equal(Event.Items, read.Items);
    }

    [Fact]
    public void EventOfANewerRelease_IsReadWithoutItsFields()
    {
        var newer = Golden().Replace("\"schemaVersion\":1", "\"schemaVersion\":2,\"mood\":{\"is\":\"fine\"}", StringComparison.Ordinal);

        Assert.Equal("builtin", JsonSerializer.Deserialize(newer, EventJson.Default.MealEstimate)!.Model);
    }

    private static string Golden() =>
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Caloguessr.Contracts.Tests", "Events", "meal-estimate.json")).TrimEnd('\n');
}
