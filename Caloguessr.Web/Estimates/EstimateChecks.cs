using Caloguessr.Contracts.Foods;

namespace Caloguessr.Web.Estimates;

/// <summary>An item after the checks, with what they found.</summary>
internal sealed record CheckedItem(EstimateItem Item, IReadOnlyList<EstimateWarning> Warnings);

/// <summary>
/// Holds what an estimator saw against what is known: energy against its nutrients, weight against what people eat, energy per gram
/// against the food table. Whatever disagrees becomes a warning, a lower confidence and a range that reaches the other value.
/// See docs/decisions on estimate ranges.
/// </summary>
public sealed class EstimateChecks(FoodTable foods)
{
    private const double KcalPerGramProtein = 4, KcalPerGramCarbs = 4, KcalPerGramFat = 9;

    // Labels themselves are allowed 20 %; below 20 kcal a difference means nothing.
    private const double EnergyTolerance = 0.25, NegligibleKcal = 20;

    // A recipe varies by a third; twice or half as much energy per gram is another food.
    private const double DensityTolerance = 0.6;

    private const double MinPortionGrams = 1, MaxPortionGrams = 1500;

    // Portion size dominates: a sure item is good to a quarter, an unsure one to half.
    private const double SureSpread = 0.25, UnsureSpread = 0.5, MaxSpread = 0.8, SpreadPerWarning = 0.1;

    private const double ConfidencePerWarning = 0.8;

    /// <summary>Checks one item.</summary>
    internal CheckedItem Check(SeenItem seen, string language)
    {
        var food = seen.FoodKey is { } key ? foods.Find(key) : foods.Match(seen.Name)?.Food;
        var doubts = new List<Doubt>();
        var energy = Energy(seen, food, doubts);
        CheckPortion(seen, doubts);
        CheckDensity(seen, food, energy, doubts);

        var confidence = seen.Confidence * Math.Pow(ConfidencePerWarning, doubts.Count);
        var warnings = doubts.Select(doubt => EstimateTexts.Warning(doubt.Code, seen.Name, language)).ToList();
        if (food?.IsRough == true) warnings.Add(EstimateTexts.Warning(WarningCodes.RoughMatch, seen.Name, language));
        return new(new()
        {
            Name = seen.Name,
            PortionGrams = Math.Max(MinPortionGrams, Math.Round(seen.PortionGrams)),
            EnergyKcal = Range(seen, energy, confidence, doubts),
            ProteinGrams = Math.Round(seen.ProteinGrams, 1),
            CarbsGrams = Math.Round(seen.CarbsGrams, 1),
            FatGrams = Math.Round(seen.FatGrams, 1),
            Confidence = Math.Round(confidence, 2),
            FoodKey = food?.Key,
            IsRough = food?.IsRough ?? false,
            Portions = [.. (food?.Portions ?? []).Select(portion => new Portion(portion.Label(language), portion.Grams))],
            Alternatives = seen.Alternatives,
        }, warnings);
    }

    /// <summary>
    /// The sums over the items. Ranges add up plainly: the weights of one photo are judged by one scale, so they err together, and errors
    /// added as if independent would promise too much.
    /// </summary>
    internal static Totals Sum(IReadOnlyList<EstimateItem> items) => new(
        new(items.Sum(item => item.EnergyKcal.Low), items.Sum(item => item.EnergyKcal.Value), items.Sum(item => item.EnergyKcal.High)),
        Math.Round(items.Sum(item => item.ProteinGrams), 1),
        Math.Round(items.Sum(item => item.CarbsGrams), 1),
        Math.Round(items.Sum(item => item.FatGrams), 1));

    /// <summary>How sure the whole is: the items' confidence, weighed by the energy each stands for.</summary>
    internal static double Confidence(IReadOnlyList<EstimateItem> items) =>
        WeighedConfidence(items.Select(item => (item.Confidence, item.EnergyKcal.Value)));

    /// <summary>The same for items of any kind, with their energy in kcal.</summary>
    internal static double WeighedConfidence(IEnumerable<(double Confidence, double Kcal)> items)
    {
        var (sum, weight) = items.Aggregate((Sum: 0d, Weight: 0d), (so, item) => (so.Sum + item.Confidence * (item.Kcal + 1), so.Weight + item.Kcal + 1));
        return weight == 0 ? 0 : Math.Round(sum / weight, 2);
    }

    /// <summary>What doubts an item, and the energy that would be right if the doubt is.</summary>
    private sealed record Doubt(string Code, double? OtherKcal);

    // Of two disagreeing values the one nearer to the table's is taken; without a food to compare with, the one stated.
    private static double Energy(SeenItem seen, Food? food, List<Doubt> doubts)
    {
        var stated = seen.EnergyKcal;
        var fromNutrients = FromNutrients(seen.ProteinGrams, seen.CarbsGrams, seen.FatGrams);
        var difference = Math.Abs(stated - fromNutrients);
        if (difference <= NegligibleKcal || difference <= EnergyTolerance * Math.Max(stated, fromNutrients)) return stated;
        var known = food?.EnergyKcal * seen.PortionGrams / 100;
        // Alcohol has energy that its nutrients do not show, and fibre less than they show: the table knows.
        if (known is { } table && Near(stated, table, EnergyTolerance))
        {
            var tableFromNutrients = FromNutrients(food!.ProteinGrams, food.CarbsGrams, food.FatGrams) * seen.PortionGrams / 100;
            if (!Near(table, tableFromNutrients, EnergyTolerance)) return stated;
        }

        var takesNutrients = known is { } expected && Math.Abs(fromNutrients - expected) < Math.Abs(stated - expected);
        doubts.Add(new(WarningCodes.EnergyDisagrees, takesNutrients ? stated : fromNutrients));
        return takesNutrients ? fromNutrients : stated;
    }

    private static double FromNutrients(double protein, double carbs, double fat) =>
        KcalPerGramProtein * protein + KcalPerGramCarbs * carbs + KcalPerGramFat * fat;

    private static void CheckPortion(SeenItem seen, List<Doubt> doubts)
    {
        var isHeavierThanItself = seen.ProteinGrams + seen.CarbsGrams + seen.FatGrams > seen.PortionGrams * 1.05 + 1;
        if (seen.PortionGrams is < MinPortionGrams or > MaxPortionGrams || isHeavierThanItself) doubts.Add(new(WarningCodes.PortionImplausible, null));
    }

    private static void CheckDensity(SeenItem seen, Food? food, double energy, List<Doubt> doubts)
    {
        // A food the estimator took from the table agrees with it by itself.
        if (food is null || seen.FoodKey is not null) return;
        var expected = food.EnergyKcal * seen.PortionGrams / 100;
        if (Math.Abs(energy - expected) <= NegligibleKcal || Near(energy, expected, DensityTolerance)) return;
        doubts.Add(new(WarningCodes.DensityDisagrees, expected));
    }

    private static bool Near(double one, double other, double tolerance) => Math.Abs(one - other) <= tolerance * Math.Min(one, other);

    private static EnergyRange Range(SeenItem seen, double energy, double confidence, List<Doubt> doubts)
    {
        var (low, high) = seen.PortionRange is { } grams && seen.PortionGrams > 0
            ? (energy * grams.Low / seen.PortionGrams, energy * grams.High / seen.PortionGrams)
            : Around(energy, Math.Min(MaxSpread, UnsureSpread - (UnsureSpread - SureSpread) * confidence + SpreadPerWarning * doubts.Count));
        var others = doubts.Select(doubt => doubt.OtherKcal).OfType<double>().ToList();
        return new(
            Math.Floor(others.Append(low).Min()),
            Math.Round(energy),
            Math.Ceiling(others.Append(high).Max()));
    }

    private static (double Low, double High) Around(double energy, double spread) => (energy * (1 - spread), energy * (1 + spread));
}
