namespace Caloguessr.Contracts.Events;

/// <summary>
/// A meal whose figures a model estimated, as its user saved it: the value of <see cref="Topics.MealEstimates"/>. Every save of the meal is
/// one more event under the same key, and the one with the latest <see cref="Timestamp"/> holds. It names no person, and the photo is not in it.
/// </summary>
public sealed record MealEstimate
{
    /// <summary>The shape that this release writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The shape of this event.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The meal's id, which is also the key.</summary>
    public required string Id { get; init; }

    /// <summary>The foods.</summary>
    public required IReadOnlyList<MealEstimateItem> Items { get; init; }

    /// <summary>Sums over the items.</summary>
    public required MealEstimateTotals Totals { get; init; }

    /// <summary>How sure the whole is, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Who estimated, such as <c>builtin</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Whether the user has changed what the model saw: a food, an amount or its energy, or which foods there are. Once set, it stays.</summary>
    public required bool Corrected { get; init; }

    /// <summary>When the meal was saved.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>A food of the meal.</summary>
public sealed record MealEstimateItem
{
    /// <summary>Its name in the user's language.</summary>
    public required string Name { get; init; }

    /// <summary>The food of the food table; <c>null</c>: none.</summary>
    public string? FoodKey { get; init; }

    /// <summary>Weight of the portion in g.</summary>
    public required double PortionGrams { get; init; }

    /// <summary>Energy of the portion.</summary>
    public required EnergyKcal EnergyKcal { get; init; }

    /// <summary>Protein of the portion in g.</summary>
    public required double ProteinGrams { get; init; }

    /// <summary>Carbohydrates of the portion in g.</summary>
    public required double CarbsGrams { get; init; }

    /// <summary>Fat of the portion in g.</summary>
    public required double FatGrams { get; init; }

    /// <summary>How sure name and amount are, 0 to 1.</summary>
    public required double Confidence { get; init; }
}

/// <summary>Energy in kcal with the range it likely lies in.</summary>
public sealed record EnergyKcal(double Low, double Value, double High);

/// <summary>Sums over a meal's foods; nutrients in g.</summary>
public sealed record MealEstimateTotals(EnergyKcal EnergyKcal, double ProteinGrams, double CarbsGrams, double FatGrams);
