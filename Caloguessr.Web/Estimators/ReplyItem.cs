using System.Text.Json;
using System.Text.Json.Serialization;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Meals;

namespace Caloguessr.Web.Estimators;

/// <summary>An item as a model writes it. Whether it can be true at all is decided here; whether it is likely, in the checks.</summary>
internal sealed record ReplyItem(
    string? Name, double? PortionGrams, double? EnergyKcal, double? ProteinGrams, double? CarbsGrams, double? FatGrams, double? Confidence)
{
    private const int MaxName = 120;
    private const double MaxEnergyKcal = 20_000;

    /// <summary>The item, or what is wrong with it.</summary>
    public (SeenItem? Item, string? Fault) Seen()
    {
        var name = string.Concat((Name ?? "").Where(letter => !char.IsControl(letter))).Trim();
        if (name.Length is 0 or > MaxName) return (null, "an item has no usable name");
        if (PortionGrams is not (> 0 and <= MealDraft.MaxGrams)) return (null, "portionGrams must be above 0 and that of a meal");
        if (EnergyKcal is not (>= 0 and <= MaxEnergyKcal)) return (null, "energyKcal must not be negative and be that of a meal");
        if (new[] { ProteinGrams, CarbsGrams, FatGrams }.Any(grams => grams is not (>= 0 and <= MealDraft.MaxGrams)))
            return (null, "proteinGrams, carbsGrams and fatGrams must be there and not be negative");
        if (Confidence is not (>= 0 and <= 1)) return (null, "confidence must lie between 0 and 1");
        return (new()
        {
            Name = name, PortionGrams = PortionGrams.Value, EnergyKcal = EnergyKcal.Value, ProteinGrams = ProteinGrams!.Value,
            CarbsGrams = CarbsGrams!.Value, FatGrams = FatGrams!.Value, Confidence = Confidence.Value,
        }, null);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReplyItem))]
internal sealed partial class ReplyJson : JsonSerializerContext;
