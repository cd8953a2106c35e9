using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Recognition;

namespace Caloguessr.Web.Meals;

/// <summary>A food of the table as an item of a meal.</summary>
public static class FoodItem
{
    private const double PerGrams = 100;

    /// <summary>The food's usual portion.</summary>
    public static EstimateItem Of(Food food, string language, AmountSource amount)
    {
        var grams = food.Portions[0].Grams;
        var item = new EstimateItem
        {
            Name = food.Name(language),
            FoodKey = food.Key,
            IsRough = food.IsRough,
            PortionGrams = grams,
            EnergyKcal = new(0, food.EnergyKcal * grams / PerGrams, 0),
            ProteinGrams = food.ProteinGrams * grams / PerGrams,
            CarbsGrams = food.CarbsGrams * grams / PerGrams,
            FatGrams = food.FatGrams * grams / PerGrams,
            Confidence = 1,
            Portions = Portions(food, language),
        };
        return item with { EnergyKcal = Range(food, item, amount) };
    }

    private static EnergyRange Range(Food food, EstimateItem item, AmountSource amount)
    {
        var value = item.EnergyKcal.Value;
        if (amount == AmountSource.Seen)
        {
            var (low, high) = BuiltinEstimator.Range(food);
            return new(value * low / item.PortionGrams, value, value * high / item.PortionGrams);
        }
        var spread = EnergySpread.Of(item, amount);
        return new(value * (1 - spread), value, value * (1 + spread));
    }

    /// <summary>The food's household portions.</summary>
    public static IReadOnlyList<Portion> Portions(Food food, string language) =>
        [.. food.Portions.Select(portion => new Portion(portion.Label(language), portion.Grams))];
}
