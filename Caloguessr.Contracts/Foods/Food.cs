namespace Caloguessr.Contracts.Foods;

/// <summary>A food of the table. Figures are per 100 g of the edible part.</summary>
public sealed record Food
{
    /// <summary>Stable id, such as <c>apple</c>.</summary>
    public required string Key { get; init; }

    /// <summary>English name.</summary>
    public required string NameEn { get; init; }

    /// <summary>German name.</summary>
    public required string NameDe { get; init; }

    /// <summary>Other English words for it.</summary>
    public required IReadOnlyList<string> SynonymsEn { get; init; }

    /// <summary>Other German words for it.</summary>
    public required IReadOnlyList<string> SynonymsDe { get; init; }

    /// <summary>Kind of food, such as <c>fruit</c>.</summary>
    public required string Group { get; init; }

    /// <summary>Energy in kcal per 100 g.</summary>
    public required double EnergyKcal { get; init; }

    /// <summary>Protein in g per 100 g.</summary>
    public required double ProteinGrams { get; init; }

    /// <summary>Carbohydrates by difference, fibre included, in g per 100 g.</summary>
    public required double CarbsGrams { get; init; }

    /// <summary>Fat in g per 100 g.</summary>
    public required double FatGrams { get; init; }

    /// <summary>Fibre in g per 100 g.</summary>
    public required double FibreGrams { get; init; }

    /// <summary>Sugar in g per 100 g.</summary>
    public required double SugarGrams { get; init; }

    /// <summary>Salt (2.5 times the sodium) in g per 100 g.</summary>
    public required double SaltGrams { get; init; }

    /// <summary>One to four household portions; the first is the usual serving.</summary>
    public required IReadOnlyList<FoodPortion> Portions { get; init; }

    /// <summary>
    /// The food of FoodData Central (SR Legacy) that the figures come from; for a dish that is put together from several,
    /// the first of them.
    /// </summary>
    public required int FdcId { get; init; }

    /// <summary>Whether the figures are a guess: a similar food stands in, or the dish is put together from ingredients.</summary>
    public required bool IsRough { get; init; }

    /// <summary>The name in a language: <c>de</c> gives German, all else English.</summary>
    public string Name(string language) => language == "de" ? NameDe : NameEn;
}
