using System.Text.Json;
using Caloguessr.Contracts.Foods;

namespace Caloguessr.Contracts.Tests;

/// <summary>The figures of the table hang together and agree with their source.</summary>
public sealed class FoodFiguresTests
{
    /// <summary>Energy may differ from 4/4/9 by 20 kcal or 15 %, whichever is more: USDA uses factors of its own per food.</summary>
    private const double ToleranceKcal = 20;
    private const double ToleranceShare = 0.15;

    private static readonly FoodTable Table = FoodTable.Load();

    /// <summary>Alcohol gives 7 kcal per g and is neither protein, carbohydrate nor fat.</summary>
    private static readonly string[] WithAlcohol = Keys("""
        aperol_spritz beer beer_light cider cocktail dessert_wine gin_tonic liqueur_coffee liqueur_cream mulled_wine pina_colada
        rose_wine sake sparkling_wine spirits wheat_beer whisky white_wine wine wine_spritzer
        """);

    /// <summary>Their carbohydrate is largely fibre, which gives about 2 kcal per g or less instead of 4.</summary>
    private static readonly string[] RichInFibre = Keys("""
        cinnamon cocoa_powder curry_powder paprika_powder pepper tomato_dried wheat_bran
        """);

    [Fact]
    public void Energy_AgainstFourFourNine_AgreesExceptForNamedFoods()
    {
        var outside = Table.All.Where(IsOutsideTolerance).Select(food => food.Key);

        Assert.Empty(outside.Except([.. WithAlcohol, .. RichInFibre]));
    }

    [Fact]
    public void Exceptions_Each_ReallyExceedTheTolerance() => Assert.All(
        (string[])[.. WithAlcohol, .. RichInFibre],
        key => Assert.True(IsOutsideTolerance(Table.Find(key)!), $"{key} needs no exception"));

    [Fact]
    public void Exceptions_ForFibre_AreAtLeastATenthFibre() =>
        Assert.All(RichInFibre, key => Assert.True(Table.Find(key)!.FibreGrams >= 10, $"{key} is not rich in fibre"));

    [Fact]
    public void Exceptions_ForAlcohol_HaveMoreEnergyThanNutrientsGive() =>
        Assert.All(WithAlcohol, key => Assert.True(Table.Find(key)!.EnergyKcal > FourFourNine(Table.Find(key)!), $"{key} holds no alcohol"));

    [Fact]
    public void Figures_OfEveryFood_ArePossible() => Assert.All(Table.All, food =>
    {
        Assert.InRange(food.EnergyKcal, 0, 902);
        Assert.InRange(food.ProteinGrams + food.CarbsGrams + food.FatGrams, 0, 105);
        Assert.InRange(food.FibreGrams, 0, food.CarbsGrams + 0.05);
        Assert.InRange(food.SugarGrams, 0, food.CarbsGrams + 0.05);
        Assert.InRange(food.SaltGrams, 0, 100);
    });

    [Fact]
    public void Foods_OfTheTable_AreManyAndDistinct()
    {
        Assert.True(Table.All.Count >= 500, $"{Table.All.Count} foods");
        Assert.Equal(Table.All.Select(food => food.Key).Order(StringComparer.Ordinal), Table.All.Select(food => food.Key));
        Assert.Equal(Table.All.Count, Table.All.Select(food => food.NameEn).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(Table.All.Count, Table.All.Select(food => food.NameDe).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Table.All, food => Assert.Matches("^[a-z][a-z0-9_]*$", food.Key));
        Assert.All(Table.All, food => Assert.Matches("^[a-z_]+$", food.Group));
    }

    [Fact]
    public void Portions_OfEveryFood_AreOneToFourPlausibleAndDistinct() => Assert.All(Table.All, food =>
    {
        Assert.InRange(food.Portions.Count, 1, 4);
        Assert.All(food.Portions, portion => Assert.InRange(portion.Grams, 1, 1500));
        Assert.Distinct(food.Portions.Select(portion => portion.LabelEn));
        Assert.Distinct(food.Portions.Select(portion => portion.LabelDe));
    });

    [Fact]
    public void Texts_OfEveryFood_AreTrimmedAndWithoutEmptySynonyms() => Assert.All(Table.All, food =>
    {
        string[] texts = [food.NameEn, food.NameDe, .. food.SynonymsEn, .. food.SynonymsDe];
        Assert.All(texts, text => Assert.True(text.Length > 0 && text == text.Trim(), $"{food.Key}: '{text}'"));
    });

    [Fact]
    public void Labels_OfTheRecogniser_EachHaveAFood()
    {
        var keys = LabelKeys(Path.Combine(Repository.Root, "Caloguessr.Web", "Recognition", "labels.json"));

        Assert.All(keys, key => Assert.True(Table.Find(key) is not null, $"{key} has no food"));
    }

    [Fact]
    public void Energy_OfFoodsThatAreNotRough_IsThatOfTheirSource()
    {
        var file = Repository.SharedData("data/usda/usda-foods.json");
        Assert.SkipWhen(file is null, "The USDA data is not kept beside the repository (data/usda/usda-foods.json).");

        using var usda = JsonDocument.Parse(File.ReadAllBytes(file));
        var energy = usda.RootElement.EnumerateArray()
            .ToDictionary(food => food.GetProperty("id").GetInt32(), food => food.GetProperty("kcal").GetDouble());

        Assert.All(Table.All, food => Assert.True(energy.ContainsKey(food.FdcId), $"{food.Key}: no food {food.FdcId}"));
        Assert.All(Table.All.Where(food => !food.IsRough), food => Assert.Equal(energy[food.FdcId], food.EnergyKcal, 0.5));
    }

    private static double FourFourNine(Food food) => 4 * food.ProteinGrams + 4 * food.CarbsGrams + 9 * food.FatGrams;

    private static bool IsOutsideTolerance(Food food) =>
        Math.Abs(food.EnergyKcal - FourFourNine(food)) > Math.Max(ToleranceKcal, ToleranceShare * food.EnergyKcal);

    private static string[] Keys(string list) => list.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static string[] LabelKeys(string file)
    {
        using var labels = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. labels.RootElement.EnumerateArray()
            .Select(label => label.GetProperty("key").GetString()!).Where(key => key != "not_food")];
    }
}
