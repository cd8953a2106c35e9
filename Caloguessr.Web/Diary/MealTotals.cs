using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Diary;

/// <summary>Sums over items and meals.</summary>
public static class MealTotals
{
    public static Totals Of(IReadOnlyList<MealItem> items) => new(
        new(items.Sum(item => item.EnergyKcal.Low), items.Sum(item => item.EnergyKcal.Value), items.Sum(item => item.EnergyKcal.High)),
        items.Sum(item => item.ProteinGrams), items.Sum(item => item.CarbsGrams), items.Sum(item => item.FatGrams));

    public static Totals Of(IReadOnlyList<Meal> meals) => Of([.. meals.SelectMany(meal => meal.Items)]);
}
