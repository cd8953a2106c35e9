using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Recognition;
using Caloguessr.Web.Tests.Photos;

namespace Caloguessr.Web.Tests.Recognition;

public sealed class BuiltinEstimatorTests : IDisposable
{
    private readonly FoodRecogniser _recogniser = new(FoodTable.Load());

    public void Dispose() => _recogniser.Dispose();

    [Theory]
    [InlineData("n5k_plate_2.jpg", "caesar_salad", "en")]
    [InlineData("sample-meal.jpg", "pizza", "en")]
    [InlineData("sample-meal.jpg", "pizza", "de")]
    public async Task Look_Food_GivesOneItemOfTheFoodTable(string file, string key, string language)
    {
        var events = await Look(await SamplePhotos.ReadAsync(file), language);

        var food = FoodTable.Load().Find(key)!;
        var seen = Assert.IsType<EstimatorEvent.ItemSeen>(events[0]).Item;
        var result = Assert.IsType<EstimatorEvent.Finished>(events[1]).Result;
        Assert.Equal(("builtin", null, 2), (result.Model, result.Failure, events.Count));
        Assert.Same(seen, Assert.Single(result.Items));
        Assert.Equal((food.Name(language), food.Key, food.Portions[0].Grams), (seen.Name, seen.FoodKey, seen.PortionGrams));
        Assert.Equal(food.EnergyKcal * food.Portions[0].Grams / 100, seen.EnergyKcal, 6);
        Assert.InRange(seen.PortionGrams, seen.PortionRange!.Value.Low * 2, seen.PortionRange.Value.High / 2);
        Assert.Equal(5, seen.Alternatives!.Count);
        Assert.Equal(Math.Min(seen.Alternatives[0].Probability, 0.5), seen.Confidence);
        Assert.Equal((seen.Name, seen.FoodKey), (seen.Alternatives[0].Name, seen.Alternatives[0].FoodKey));
        Assert.All(seen.Alternatives, choice => Assert.Equal(choice.Name, FoodTable.Load().Find(choice.FoodKey)!.Name(language)));
    }

    [Fact]
    public async Task Look_NoFood_IsNotFood()
    {
        var events = await Look(NotFood.Page(), "en");

        var result = Assert.IsType<EstimatorEvent.Finished>(Assert.Single(events)).Result;
        Assert.IsType<EstimateOutcome.NotFood>(result.Failure);
        Assert.Empty(result.Items);
    }

    private async Task<List<EstimatorEvent>> Look(byte[] file, string language)
    {
        using var intake = DrawnPhotos.Intake();
        using var stream = new MemoryStream(file);
        var photo = Assert.IsType<PhotoIntakeResult.Accepted>(await intake.ReadAsync(stream, TestContext.Current.CancellationToken)).Photo;
        return await new BuiltinEstimator(_recogniser).LookAsync(photo, new(language, null, null), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
