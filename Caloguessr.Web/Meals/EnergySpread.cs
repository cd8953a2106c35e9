using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Meals;

/// <summary>
/// Half the width of an energy range as a share of its value. Food and amount err independently, so their shares add by squares:
/// one kind of bread differs from another even when it was weighed.
/// </summary>
public static class EnergySpread
{
    private const double OfTableFood = 0.10;
    private const double OfNamedFood = 0.15;
    private const double OfRoughFood = 0.25;
    private const double OfHouseholdAmount = 0.15;

    /// <summary>The share for an item whose amount the user gave.</summary>
    public static double Of(EstimateItem item, AmountSource amount)
    {
        var food = item switch { { IsRough: true } => OfRoughFood, { FoodKey: null } => OfNamedFood, _ => OfTableFood };
        return amount switch
        {
            AmountSource.Weighed => food,
            AmountSource.Household => double.Hypot(food, OfHouseholdAmount),
            _ => throw new ArgumentOutOfRangeException(nameof(amount), amount, "What was only seen has the range of its estimate."),
        };
    }

    /// <summary>The item with another amount. What the user says about the amount never makes the range wider.</summary>
    public static EstimateItem WithPortion(this EstimateItem item, double grams, AmountSource amount)
    {
        var factor = grams / item.PortionGrams;
        var value = item.EnergyKcal.Value * factor;
        var known = amount == AmountSource.Seen ? double.PositiveInfinity : Of(item, amount);
        double Share(double end) => item.EnergyKcal.Value > 0 ? Math.Min(Math.Abs(end - item.EnergyKcal.Value) / item.EnergyKcal.Value, known) : 0;
        return item with
        {
            PortionGrams = grams,
            EnergyKcal = new(value * (1 - Share(item.EnergyKcal.Low)), value, value * (1 + Share(item.EnergyKcal.High))),
            ProteinGrams = item.ProteinGrams * factor,
            CarbsGrams = item.CarbsGrams * factor,
            FatGrams = item.FatGrams * factor,
        };
    }
}
