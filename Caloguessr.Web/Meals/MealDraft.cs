using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Meals;

/// <summary>A meal on its way into the diary. An <see cref="Estimate"/>'s JSON is one, too.</summary>
public sealed record MealDraft
{
    public const int MaxItems = 50;

    /// <summary>The least an item can weigh, in g.</summary>
    public const double MinGrams = 0.1;

    /// <summary>The most an item can weigh, in g.</summary>
    public const double MaxGrams = 5000;

    public required IReadOnlyList<EstimateItem> Items { get; init; }

    /// <summary>How each item's amount is known, in the order of the items; shorter: the rest was seen.</summary>
    public IReadOnlyList<AmountSource> Amounts { get; init; } = [];

    /// <summary>What disagrees or is only a rough match.</summary>
    public IReadOnlyList<EstimateWarning> Warnings { get; init; } = [];

    /// <summary>Who estimated; <c>null</c>: nobody, the foods were searched for.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the user took something out or put something else in its place.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>The diary's meal that is edited; <c>null</c>: a new one.</summary>
    public string? MealId { get; init; }

    /// <summary>The version of that meal.</summary>
    public string? Version { get; init; }

    /// <summary>The day it counts for; <c>null</c>: today.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>When it was eaten; <c>null</c>: now.</summary>
    public TimeOnly? Time { get; init; }

    /// <summary>Sums over the items that count.</summary>
    [JsonIgnore]
    public Totals Totals
    {
        get
        {
            var counted = Items.Where(item => !IsOpen(item)).ToList();
            return new(
                new(counted.Sum(item => item.EnergyKcal.Low), counted.Sum(item => item.EnergyKcal.Value), counted.Sum(item => item.EnergyKcal.High)),
                counted.Sum(item => item.ProteinGrams), counted.Sum(item => item.CarbsGrams), counted.Sum(item => item.FatGrams));
        }
    }

    /// <summary>How an item's amount is known.</summary>
    public AmountSource AmountOf(int index) => index < Amounts.Count ? Amounts[index] : AmountSource.Seen;

    /// <summary>Whether the user must say first what the item is: there are choices, and none is likely enough to be taken for granted.</summary>
    public static bool IsOpen(EstimateItem item) =>
        item.Alternatives is { Count: > 0 } choices && choices.FirstOrDefault(choice => choice.FoodKey == item.FoodKey)?.Probability is not >= LikelyEnough
        && item.Confidence <= LikelyEnough;

    private const double LikelyEnough = 0.5;
    private const int MaxName = 120;
    private const int MaxWarnings = 4 * MaxItems;

    /// <summary>Whether it can be shown: nothing is missing, sizes and figures are those of a meal. What a browser sends may hold null anywhere.</summary>
    [JsonIgnore]
    public bool IsSound => Items is { Count: <= MaxItems } && Items.All(IsSoundItem)
        && Amounts is not null && Warnings is { Count: <= MaxWarnings } && Warnings.All(warning => warning is { Code: not null, Message: not null });

    /// <summary>Whether one item can be.</summary>
    public static bool IsSoundItem([NotNullWhen(true)] EstimateItem? item) =>
        item is { Name.Length: > 0 and <= MaxName, PortionGrams: >= MinGrams and <= MaxGrams, EnergyKcal: not null }
        && IsFigure(item.EnergyKcal.Low) && IsFigure(item.EnergyKcal.Value) && IsFigure(item.EnergyKcal.High)
        && IsFigure(item.ProteinGrams) && IsFigure(item.CarbsGrams) && IsFigure(item.FatGrams)
        && item.Portions is not null && item.Portions.All(portion => portion is { Label: not null })
        && (item.Alternatives ?? []).All(choice => choice is { Name: not null, FoodKey: not null });

    private static bool IsFigure(double number) => number is >= 0 and <= 200_000;
}
