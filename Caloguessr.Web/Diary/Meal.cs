using System.Text.Json;
using System.Text.Json.Serialization;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Diary;

/// <summary>A meal of the diary, as it is stored and as the API answers.</summary>
public sealed record Meal
{
    /// <summary>The day it was first saved for and random digits, such as <c>20261124-5f0c…</c>. Says nothing about the owner.</summary>
    public required string Id { get; init; }

    /// <summary>The day it counts for.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>When it was eaten, in the user's own time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The user's name for it; <c>null</c>: none.</summary>
    public string? Title { get; init; }

    public required IReadOnlyList<MealItem> Items { get; init; }

    /// <summary>Sums over the items, made by the server.</summary>
    public Totals Totals => MealTotals.Of(Items);

    /// <summary>Where it came from.</summary>
    public MealSource Source { get; init; }

    /// <summary>Who estimated it, such as <c>builtin</c>; <c>null</c>: nobody.</summary>
    public string? Model { get; init; }

    /// <summary>Whether it is kept at hand to be eaten again.</summary>
    [JsonPropertyName("favourite")]
    public bool IsFavourite { get; init; }

    /// <summary>
    /// Whether the user changed what was estimated. Before the first save the editor says so (an amount that is no longer as seen), or a client
    /// of the API; a later save that changes the foods sets it too. It stays set as long as a model is named.
    /// </summary>
    [JsonPropertyName("corrected")]
    public bool IsCorrected { get; init; }

    /// <summary>Whether its photo is kept: <c>GET /api/meals/{id}/photo</c>.</summary>
    public bool HasPhoto { get; init; }

    /// <summary>Changes at every save; what <c>ETag</c> and <c>If-Match</c> carry.</summary>
    public required string Version { get; init; }

    /// <summary>What a newer release wrote and this one must not lose.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; init; }

    /// <summary>This meal, saved over what is there: what a client does not send stays.</summary>
    public Meal Over(Meal there) => this with
    {
        HasPhoto = there.HasPhoto,
        Other = there.Other,
        IsCorrected = IsCorrected || (Model is not null && (there.IsCorrected || !MealItem.AreSame(Items, there.Items))),
    };

    /// <summary>The same meal eaten again: a new one, of a day, at this time of day.</summary>
    public Meal Again(string id, DateOnly day, DateTimeOffset now) => this with
    {
        Id = id,
        Date = day,
        Time = new(day.ToDateTime(TimeOnly.FromDateTime(now.DateTime)), now.Offset),
        Source = MealSource.Repeat,
        IsFavourite = false,
        HasPhoto = false,
        Version = "",
    };
}

/// <summary>A food of a meal.</summary>
public sealed record MealItem
{
    public required string Name { get; init; }

    /// <summary>The food of the table; <c>null</c>: none.</summary>
    public string? FoodKey { get; init; }

    /// <summary>Weight of the portion in g.</summary>
    public required double PortionGrams { get; init; }

    /// <summary>Energy of the portion.</summary>
    public required EnergyRange EnergyKcal { get; init; }

    /// <summary>Protein of the portion in g.</summary>
    public required double ProteinGrams { get; init; }

    /// <summary>Carbohydrates of the portion in g.</summary>
    public required double CarbsGrams { get; init; }

    /// <summary>Fat of the portion in g.</summary>
    public required double FatGrams { get; init; }

    /// <summary>How sure name and amount are, 0 to 1.</summary>
    public required double Confidence { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; init; }

    // The editor rounds to a tenth.
    private const double Rounding = 0.06;

    /// <summary>Whether both are the same foods in the same amounts.</summary>
    public static bool AreSame(IReadOnlyList<MealItem> items, IReadOnlyList<MealItem> others) =>
        items.Count == others.Count && items.Zip(others).All(pair => pair.First.IsSame(pair.Second));

    private bool IsSame(MealItem other) =>
        Name == other.Name && FoodKey == other.FoodKey && Math.Abs(PortionGrams - other.PortionGrams) <= Rounding
        && Math.Abs(EnergyKcal.Value - other.EnergyKcal.Value) <= Rounding;
}

/// <summary>Where a meal came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MealSource>))]
public enum MealSource
{
    /// <summary>Typed in.</summary>
    [JsonStringEnumMemberName("manual")] Manual,

    /// <summary>Estimated from a photo.</summary>
    [JsonStringEnumMemberName("photo")] Photo,

    /// <summary>Found in the food table.</summary>
    [JsonStringEnumMemberName("search")] Search,

    /// <summary>An earlier meal again.</summary>
    [JsonStringEnumMemberName("repeat")] Repeat,
}
