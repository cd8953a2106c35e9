namespace Caloguessr.Web.Diary;

/// <summary>A meal as a client sends it. Totals are the server's; what a client says about them is ignored.</summary>
public sealed record MealInput
{
    /// <summary>The client's own id for a new meal, so that a retry does not save it twice: <c>yyyyMMdd-</c>, then 8 to 40 of a-z and 0-9. <c>null</c>: the server makes one.</summary>
    public string? Id { get; init; }

    /// <summary>The day it counts for, <c>yyyy-MM-dd</c>; <c>null</c>: the day of <see cref="Time"/>, else today for the user.</summary>
    public string? Date { get; init; }

    /// <summary>When it was eaten: ISO 8601 with an offset; <c>null</c>: now.</summary>
    public string? Time { get; init; }

    /// <summary>A name for it, up to 120 characters.</summary>
    public string? Title { get; init; }

    /// <summary>Up to 50 foods.</summary>
    public IReadOnlyList<MealItemInput?>? Items { get; init; }

    /// <summary><c>photo</c>, <c>search</c>, <c>repeat</c> or <c>manual</c>, which is the default.</summary>
    public string? Source { get; init; }

    /// <summary>Who estimated it, up to 100 characters.</summary>
    public string? Model { get; init; }

    /// <summary>Whether it is kept at hand; default: no.</summary>
    public bool? Favourite { get; init; }

    /// <summary>Whether the user changed what was estimated.</summary>
    public bool? Corrected { get; init; }
}

/// <summary>A food of a meal as a client sends it.</summary>
public sealed record MealItemInput
{
    /// <summary>1 to 120 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The food of the table, up to 64 of a-z, 0-9 and -.</summary>
    public string? FoodKey { get; init; }

    /// <summary>0 to 5000 g.</summary>
    public double? PortionGrams { get; init; }

    public EnergyInput? EnergyKcal { get; init; }

    /// <summary>0 to 5000 g.</summary>
    public double? ProteinGrams { get; init; }

    /// <summary>0 to 5000 g.</summary>
    public double? CarbsGrams { get; init; }

    /// <summary>0 to 5000 g.</summary>
    public double? FatGrams { get; init; }

    /// <summary>0 to 1; default 1: entered by a person.</summary>
    public double? Confidence { get; init; }
}

/// <summary>Energy in kcal, 0 to 50000 each, in this order. <c>low</c> and <c>high</c> default to <c>value</c>.</summary>
public sealed record EnergyInput
{
    public double? Low { get; init; }

    public double? Value { get; init; }

    public double? High { get; init; }
}
