using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caloguessr.Web.Diary;

/// <summary>What the lake holds of one owner's day.</summary>
internal sealed record DayDocument
{
    /// <summary>The shape this release writes. Shapes only gain optional fields; a document of a higher number is not written to.</summary>
    public const int CurrentSchemaVersion = 1;

    public static readonly DayDocument Empty = new() { SchemaVersion = CurrentSchemaVersion };

    public required int SchemaVersion { get; init; }

    public IReadOnlyList<Meal> Meals { get; init; } = [];

    /// <summary>Meals that have their home here and count for another day now.</summary>
    public IReadOnlyDictionary<string, DateOnly> Moved { get; init; } = new Dictionary<string, DateOnly>();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; init; }

    public Meal? Find(string id) => Meals.FirstOrDefault(meal => meal.Id == id);

    public DayDocument With(Meal meal) => this with { Meals = [.. Meals.Where(other => other.Id != meal.Id), meal] };

    public DayDocument Without(string id) => this with { Meals = [.. Meals.Where(other => other.Id != id)] };

    public DayDocument WithMoved(string id, DateOnly day) =>
        this with { Moved = new Dictionary<string, DateOnly>(Moved) { [id] = day } };

    public DayDocument WithoutMoved(string id) =>
        this with { Moved = Moved.Where(entry => entry.Key != id).ToDictionary() };
}
