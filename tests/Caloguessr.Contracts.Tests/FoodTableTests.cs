using Caloguessr.Contracts.Foods;

namespace Caloguessr.Contracts.Tests;

public sealed class FoodTableTests
{
    private const string Header = "header";
    private const string Apple = "apple\tApple\tApfel\t\t\tfruit\t57\t0.3\t13.6\t0.2\t2.4\t10\t0\t1 medium=1 mittelgroßer=182\t168202\t0";

    [Fact]
    public void Find_KnownKey_ReturnsTheFood() => Assert.Equal("Apfel", FoodTable.Load().Find("apple")?.NameDe);

    [Fact]
    public void Find_UnknownKey_ReturnsNull() => Assert.Null(FoodTable.Load().Find("no_such_food"));

    [Fact]
    public void Name_OfLanguage_IsGermanForDeElseEnglish()
    {
        var apple = FoodTable.Load().Find("apple")!;

        Assert.Equal("Apfel", apple.Name("de"));
        Assert.Equal("Apple", apple.Name("en"));
        Assert.Equal("Apple", apple.Name("fr"));
        Assert.Equal(apple.Portions[0].LabelDe, apple.Portions[0].Label("de"));
        Assert.Equal(apple.Portions[0].LabelEn, apple.Portions[0].Label("en"));
    }

    [Fact]
    public void Read_WellFormedLine_GivesEveryFigure()
    {
        var food = Assert.Single(Read(Apple).All);

        Assert.Equal(57, food.EnergyKcal);
        Assert.Equal(13.6, food.CarbsGrams);
        Assert.Equal(new FoodPortion("1 medium", "1 mittelgroßer", 182), Assert.Single(food.Portions));
        Assert.Equal(168202, food.FdcId);
        Assert.False(food.IsRough);
    }

    [Theory]
    [InlineData("apple\tApple", "16 columns expected, 2 found")]
    [InlineData("apple\t\tApfel\t\t\tfruit\t57\t0\t0\t0\t0\t0\t0\ta=b=1\t1\t0", "name_en is empty")]
    [InlineData("apple\tApple\tApfel\t\t\tfruit\tmany\t0\t0\t0\t0\t0\t0\ta=b=1\t1\t0", "energy_kcal 'many' is not a figure")]
    [InlineData("apple\tApple\tApfel\t\t\tfruit\t57\t-1\t0\t0\t0\t0\t0\ta=b=1\t1\t0", "protein_g '-1' is not a figure")]
    [InlineData("apple\tApple\tApfel\t\t\tfruit\t57\t0\t0\t0\t0\t0\t0\t\t1\t0", "1 to 4 portions expected, 0 found")]
    [InlineData("apple\tApple\tApfel\t\t\tfruit\t57\t0\t0\t0\t0\t0\t0\ta=1\t1\t0", "the portion 'a=1' is not of the form")]
    [InlineData("apple\tApple\tApfel\t\t\tfruit\t57\t0\t0\t0\t0\t0\t0\ta=b=1\tx\t0", "fdc_id 'x' is not a whole number")]
    [InlineData("apple\tApple\tApfel\t\t\tfruit\t57\t0\t0\t0\t0\t0\t0\ta=b=1\t1\tno", "rough 'no' is neither 0 nor 1")]
    [InlineData(Apple, "the key 'apple' occurs twice")]
    public void Read_MalformedLine_NamesTheLineAndTheFault(string line, string fault)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Apple, line));

        Assert.StartsWith("foods.tsv, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    private static FoodTable Read(params string[] lines) => FoodTable.Read(new StringReader(string.Join('\n', [Header, .. lines])));
}
