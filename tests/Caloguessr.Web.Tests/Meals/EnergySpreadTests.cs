using Caloguessr.Web.Estimates;
using Caloguessr.Web.Meals;

namespace Caloguessr.Web.Tests.Meals;

public sealed class EnergySpreadTests
{
    private static readonly EstimateItem Rice = new()
    {
        Name = "Rice", FoodKey = "rice", PortionGrams = 200, EnergyKcal = new(130, 260, 390),
        ProteinGrams = 5, CarbsGrams = 56, FatGrams = 0.6, Confidence = 0.6,
    };

    [Fact]
    public void Portion_Weighed_ScalesAllAndNarrowsTheRange()
    {
        var weighed = Rice.WithPortion(100, AmountSource.Weighed);

        Assert.Equal(130, weighed.EnergyKcal.Value, 6);
        Assert.Equal(117, weighed.EnergyKcal.Low, 6);
        Assert.Equal(143, weighed.EnergyKcal.High, 6);
        Assert.Equal(28, weighed.CarbsGrams, 6);
    }

    [Fact]
    public void Portion_InHouseholdMeasure_IsSurerThanSeenAndLessSureThanWeighed()
    {
        static double Width(EstimateItem item) => (item.EnergyKcal.High - item.EnergyKcal.Low) / item.EnergyKcal.Value;

        var household = Width(Rice.WithPortion(150, AmountSource.Household));

        Assert.InRange(household, Width(Rice.WithPortion(150, AmountSource.Weighed)) + 0.01, Width(Rice) - 0.01);
    }

    [Fact]
    public void Portion_OfASureItem_NeverGetsWider()
    {
        var sure = Rice with { EnergyKcal = new(255, 260, 265) };

        var after = sure.WithPortion(200, AmountSource.Household);

        Assert.Equal(sure.EnergyKcal, after.EnergyKcal);
    }

    [Fact]
    public void Portion_OnlySeen_KeepsTheShapeOfItsRange()
    {
        var more = Rice.WithPortion(400, AmountSource.Seen);

        Assert.Equal(new EnergyRange(260, 520, 780), more.EnergyKcal);
    }
}
