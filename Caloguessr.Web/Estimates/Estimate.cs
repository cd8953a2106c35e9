namespace Caloguessr.Web.Estimates;

/// <summary>What a meal's photo was estimated to hold: the answer of <c>POST /api/estimates</c>.</summary>
public sealed record Estimate
{
    /// <summary>Random id of this estimate.</summary>
    public required string Id { get; init; }

    /// <summary>Who estimated, such as <c>gemini-3.8-flash</c> or <c>builtin</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The foods seen.</summary>
    public required IReadOnlyList<EstimateItem> Items { get; init; }

    /// <summary>Sums over the items.</summary>
    public required Totals Totals { get; init; }

    /// <summary>How sure the whole is, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>What disagrees or is only a rough match, for people to read.</summary>
    public required IReadOnlyList<EstimateWarning> Warnings { get; init; }

    /// <summary>Time from the request to this answer, in ms.</summary>
    public required long ElapsedMs { get; init; }
}

/// <summary>A food on the plate.</summary>
public sealed record EstimateItem
{
    /// <summary>Its name in the language asked for.</summary>
    public required string Name { get; init; }

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

    /// <summary>How sure the name and amount are, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The food of the table that it was matched to; <c>null</c>: none.</summary>
    public string? FoodKey { get; init; }

    /// <summary>Whether that food is only a stand-in.</summary>
    public bool IsRough { get; init; }

    /// <summary>Household portions of that food, the usual one first.</summary>
    public IReadOnlyList<Portion> Portions { get; init; } = [];

    /// <summary>What else it may be, the item itself among them, likeliest first; <c>null</c> unless the estimator gives choices.</summary>
    public IReadOnlyList<Alternative>? Alternatives { get; init; }
}

/// <summary>Energy with the range it likely lies in, in kcal.</summary>
public sealed record EnergyRange(double Low, double Value, double High);

/// <summary>Sums over a meal's items.</summary>
public sealed record Totals(EnergyRange EnergyKcal, double ProteinGrams, double CarbsGrams, double FatGrams);

/// <summary>A household portion in the language asked for.</summary>
public sealed record Portion(string Label, double Grams);

/// <summary>Another food that an item may be.</summary>
/// <param name="Name">Its name in the language asked for.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="FoodKey">The food of the table.</param>
public sealed record Alternative(string Name, double Probability, string FoodKey);

/// <summary>Something the reader should know about an estimate.</summary>
/// <param name="Code">Stable word for programs, such as <c>energy-disagrees</c>.</param>
/// <param name="Message">A sentence in the language asked for.</param>
public sealed record EstimateWarning(string Code, string Message);
