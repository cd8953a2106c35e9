using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Tests.Estimates;

public sealed class EstimateChecksTests
{
    private static readonly FoodTable Foods = FoodTable.Load();
    private readonly EstimateChecks _checks = new(Foods);

    private static SeenItem Apple => new()
    {
        Name = "Apple", PortionGrams = 169, EnergyKcal = 96, ProteinGrams = 0.5, CarbsGrams = 23, FatGrams = 0.3, Confidence = 1,
    };

    [Fact]
    public void Check_AgreeingItem_HasNoWarningAndTheNarrowRange()
    {
        var (item, warnings) = _checks.Check(Apple, "en");

        Assert.Empty(warnings);
        Assert.Equal(new EnergyRange(72, 96, 120), item.EnergyKcal);
        Assert.Equal("apple", item.FoodKey);
        Assert.NotEmpty(item.Portions);
    }

    [Fact]
    public void Check_UnsureItem_HasAWiderRange()
    {
        var (item, _) = _checks.Check(Apple with { Confidence = 0.4 }, "en");

        Assert.Equal(new EnergyRange(57, 96, 135), item.EnergyKcal);
    }

    [Fact]
    public void Check_EnergyDisagreesWithNutrients_TakesTheOneNearerToTheTableAndCoversBoth()
    {
        var (item, warnings) = _checks.Check(Apple with { EnergyKcal = 300 }, "en");

        Assert.Equal([WarningCodes.EnergyDisagrees], warnings.Select(warning => warning.Code));
        Assert.Equal(97, item.EnergyKcal.Value);
        Assert.Equal(300, item.EnergyKcal.High);
        Assert.Equal(0.8, item.Confidence);
    }

    [Fact]
    public void Check_EnergyDisagreesAndNoFoodMatches_KeepsWhatWasStatedAndCoversBoth()
    {
        var (item, warnings) = _checks.Check(Apple with { Name = "Zyxwvut", EnergyKcal = 300 }, "en");

        Assert.Equal([WarningCodes.EnergyDisagrees], warnings.Select(warning => warning.Code));
        Assert.Equal(300, item.EnergyKcal.Value);
        Assert.True(item.EnergyKcal.Low <= 97);
        Assert.Null(item.FoodKey);
    }

    [Fact]
    public void Check_Alcohol_NeedNotShowInTheNutrients()
    {
        var wine = Foods.Find("wine")!;

        var (_, warnings) = _checks.Check(new SeenItem
        {
            Name = wine.NameEn, PortionGrams = 150, EnergyKcal = wine.EnergyKcal * 1.5, ProteinGrams = wine.ProteinGrams * 1.5,
            CarbsGrams = wine.CarbsGrams * 1.5, FatGrams = wine.FatGrams * 1.5, Confidence = 0.9,
        }, "en");

        Assert.DoesNotContain(warnings, warning => warning.Code == WarningCodes.EnergyDisagrees);
    }

    [Theory, InlineData(3000), InlineData(0.5)]
    public void Check_WeightNobodyEats_IsAWarning(double grams)
    {
        var (_, warnings) = _checks.Check(Apple with { Name = "Zyxwvut", PortionGrams = grams, CarbsGrams = 0.1, EnergyKcal = 5, ProteinGrams = 0, FatGrams = 0 }, "en");

        Assert.Equal([WarningCodes.PortionImplausible], warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void Check_NutrientsHeavierThanThePortion_IsAWarning()
    {
        var (_, warnings) = _checks.Check(Apple with { Name = "Zyxwvut", PortionGrams = 20 }, "de");

        var warning = Assert.Single(warnings);
        Assert.Equal(WarningCodes.PortionImplausible, warning.Code);
        Assert.StartsWith("Zyxwvut: Das Gewicht", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_DensityFarFromTheTable_IsAWarningAndTheRangeCoversTheTable()
    {
        var (item, warnings) = _checks.Check(Apple with { EnergyKcal = 300, CarbsGrams = 73 }, "en");

        Assert.Equal([WarningCodes.DensityDisagrees], warnings.Select(warning => warning.Code));
        Assert.Equal(300, item.EnergyKcal.Value);
        Assert.True(item.EnergyKcal.Low <= 97);
    }

    [Fact]
    public void Check_StandIn_SaysSo()
    {
        var rough = Foods.All.First(food => food.IsRough);

        var (item, warnings) = _checks.Check(FromTable(rough, 100), "en");

        Assert.True(item.IsRough);
        Assert.Contains(warnings, warning => warning.Code == WarningCodes.RoughMatch);
    }

    [Fact]
    public void Check_EveryFoodOfTheTable_AgreesWithItself()
    {
        var doubted = Foods.All
            .Select(food => (food.Key, _checks.Check(FromTable(food, food.Portions[0].Grams), "de").Warnings))
            .Where(one => one.Warnings.Any(warning => warning.Code is not (WarningCodes.RoughMatch or WarningCodes.PortionImplausible)));

        Assert.Empty(doubted);
    }

    [Fact]
    public void Check_RangeOfTheEstimator_IsKept()
    {
        var (item, _) = _checks.Check(Apple with { FoodKey = "apple", PortionRange = (84.5, 338), Confidence = 0.3 }, "en");

        Assert.Equal(new EnergyRange(48, 96, 192), item.EnergyKcal);
    }

    [Fact]
    public void Sum_Items_AddsRangesPlainly()
    {
        var apple = _checks.Check(Apple, "en").Item;

        var totals = EstimateChecks.Sum([apple, apple]);

        Assert.Equal(new EnergyRange(144, 192, 240), totals.EnergyKcal);
        Assert.Equal(1, totals.ProteinGrams);
    }

    [Fact]
    public void Confidence_IsWeighedByEnergy()
    {
        var steak = _checks.Check(Apple with { Name = "Zyxwvut", EnergyKcal = 96, Confidence = 0.5 }, "en").Item with { EnergyKcal = new(700, 899, 1100) };
        var tea = _checks.Check(Apple with { Name = "Zyxwvut", Confidence = 1 }, "en").Item with { EnergyKcal = new(0, 99, 200) };

        Assert.Equal(0.55, EstimateChecks.Confidence([steak, tea]));
        Assert.Equal(0, EstimateChecks.Confidence([]));
    }

    private static SeenItem FromTable(Food food, double grams) => new()
    {
        Name = food.NameEn, FoodKey = food.Key, PortionGrams = grams, EnergyKcal = food.EnergyKcal * grams / 100, ProteinGrams = food.ProteinGrams * grams / 100,
        CarbsGrams = food.CarbsGrams * grams / 100, FatGrams = food.FatGrams * grams / 100, Confidence = 0.5,
    };
}
