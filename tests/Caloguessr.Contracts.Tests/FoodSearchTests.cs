using Caloguessr.Contracts.Foods;

namespace Caloguessr.Contracts.Tests;

public sealed class FoodSearchTests
{
    private static readonly FoodTable Table = FoodTable.Load();

    [Theory]
    [InlineData("Apple", "apple")]
    [InlineData("apfel", "apple")]
    [InlineData("Brezel", "pretzel")]
    [InlineData("Möhre", "carrot")]
    [InlineData("Erdäpfel", "potato")]
    [InlineData("Semmel", "bread_roll")]
    [InlineData("courgette", "zucchini")]
    [InlineData("eggplant", "aubergine")]
    [InlineData("milk", "milk_carton")]
    [InlineData("Milch", "milk_carton")]
    [InlineData("Brot", "bread")]
    [InlineData("rice", "rice_white")]
    [InlineData("Spaghetti Bolognese", "spaghetti_bolognese")]
    public void Search_NameOrSynonym_ComesFirst(string query, string key) => Assert.Equal(key, First(query));

    [Theory]
    [InlineData("kasekuchen", "cheesecake")]
    [InlineData("Kaesekuchen", "cheesecake")]
    [InlineData("KÄSEKUCHEN", "cheesecake")]
    [InlineData("weissbrot", "white_bread")]
    [InlineData("Weißbrot", "white_bread")]
    [InlineData("creme brulee", "creme_brulee")]
    [InlineData("crème brûlée", "creme_brulee")]
    [InlineData("jalapeno", "jalapeno")]
    [InlineData("Muesli", "muesli")]
    public void Search_AccentsAndUmlauts_DoNotMatter(string query, string key) => Assert.Equal(key, First(query));

    [Fact]
    public void Search_UmlautWrittenPlain_FindsEveryCheese() =>
        Assert.Equal(Keys("Käse", 20), Keys("kase", 20));

    [Theory]
    [InlineData("bananna", "banana")]
    [InlineData("spagetti bolonese", "spaghetti_bolognese")]
    [InlineData("brocoli", "broccoli")]
    [InlineData("Zuchinni", "zucchini")]
    [InlineData("Schweineschnitzle", "pork_schnitzel")]
    [InlineData("tomtao", "tomato")]
    [InlineData("Lasange", "lasagna")]
    [InlineData("croisant", "croissant")]
    public void Search_TypingError_IsForgiven(string query, string key) => Assert.Equal(key, First(query));

    [Theory]
    [InlineData("bana", "banana")]
    [InlineData("spag bol", "spaghetti_bolognese")]
    [InlineData("kartoffelsal", "potato_salad_mayo")]
    [InlineData("choc cak", "chocolate_cake")]
    public void Search_UnfinishedWords_FindTheFood(string query, string key) => Assert.Contains(key, Keys(query, 5));

    [Fact]
    public void Search_WhileTyping_KeepsTheFoodInSight()
    {
        const string name = "Weißkrautsalat";
        for (var length = 7; length <= name.Length; length++)
            Assert.Contains("cabbage_salad", Keys(name[..length], 10));
    }

    [Fact]
    public void Search_PartOfCompoundWord_FindsTheFood() => Assert.Contains("hunter_schnitzel", Keys("schnitzel", 50));

    [Fact]
    public void Search_Results_AreRankedAndWithinTheLimit()
    {
        var found = Table.Search("salat", 10);

        Assert.Equal(10, found.Count);
        Assert.Equal(found.OrderByDescending(match => match.Score).Select(match => match.Score), found.Select(match => match.Score));
        Assert.Distinct(found.Select(match => match.Food.Key));
        Assert.All(found, match => Assert.InRange(match.Score, double.Epsilon, 1));
    }

    [Fact]
    public void Search_ExactName_GoesBeforeBeginningsWordsAndErrors()
    {
        Assert.Equal(1, Table.Search("butter", 1)[0].Score);
        var found = Keys("butter", 50);
        Assert.Equal("butter", found[0]);
        Assert.True(found.IndexOf("butter_biscuit") < found.IndexOf("peanut_butter"), "beginning of the name before a later word");
    }

    [Fact]
    public void Search_SameQueryTwice_GivesTheSameOrder() => Assert.Equal(Keys("ka", 50), Keys("ka", 50));

    [Fact]
    public void Search_Language_PutsItsNamesFirstAmongEquals() =>
        Assert.NotEqual(Table.Search("kr", 5, "de").Select(match => match.Score), Table.Search("kr", 5, "en").Select(match => match.Score));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("?!")]
    [InlineData("xqzvwk")]
    [InlineData("apple xqzvwk")]
    [InlineData("\ud83c\udf4e")]
    public void Search_Nonsense_GivesNothing(string query) => Assert.Empty(Table.Search(query, 10));

    [Fact]
    public void Search_HugeQuery_IsCutNotRefused()
    {
        Assert.Empty(Table.Search(new string('x', 10_000), 10));
        Assert.NotEmpty(Table.Search("apple" + new string(' ', 10_000), 10));
        Assert.Null(Table.Match(new string('ß', 10_000)));
    }

    [Fact]
    public void Search_LimitZeroOrNegative_GivesNothingOrThrows()
    {
        Assert.Empty(Table.Search("apple", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Table.Search("apple", -1));
    }

    [Fact]
    public async Task Search_FromManyThreads_GivesTheSameResults()
    {
        var expected = Keys("brot", 20);

        var found = await Task.WhenAll(Enumerable.Range(0, 32)
            .Select(_ => Task.Run(() => Keys("brot", 20), TestContext.Current.CancellationToken)));

        Assert.All(found, keys => Assert.Equal(expected, keys));
    }

    [Theory]
    [InlineData("apple", "apple")]
    [InlineData("grilled chicken breast", "chicken_breast")]
    [InlineData("Grilled chicken breast with herbs", "chicken_breast")]
    [InlineData("Spaghetti Bolognese mit Käse", "spaghetti_bolognese")]
    [InlineData("plate of spaghetti carbonara", "spaghetti_carbonara")]
    [InlineData("steamed broccoli florets", "broccoli")]
    [InlineData("mashed potatoes with gravy", "mashed_potato")]
    [InlineData("gekochte Kartoffeln", "potato")]
    [InlineData("Wiener Schnitzel mit Pommes", "veal_schnitzel")]
    [InlineData("a slice of wholemeal bread", "wholemeal_bread")]
    [InlineData("2 fried eggs", "egg_fried")]
    [InlineData("pizza with ham, mushrooms and olives", "pizza_ham")]
    [InlineData("Greek salad", "greek_salad")]
    [InlineData("Basmati rice", "rice_basmati")]
    [InlineData("cherry tomatoes", "tomato_cherry")]
    [InlineData("Kaesespaetzle mit Roestzwiebeln", "kaesespaetzle")]
    [InlineData("roasted brusel sprouts", "brussels_sprouts")]
    public void Match_FreeText_GivesTheFood(string text, string key) => Assert.Equal(key, Table.Match(text)?.Food.Key);

    [Theory]
    [InlineData("")]
    [InlineData("with and")]
    [InlineData("unidentified object")]
    [InlineData("garden chair")]
    [InlineData("apple blossom honey bee wax candle")]
    [InlineData("grilled")]
    public void Match_Unsure_GivesNull(string text) => Assert.Null(Table.Match(text));

    [Fact]
    public void Match_EveryName_GivesItsFood() => Assert.All(Table.All, food =>
    {
        Assert.Equal(food.Key, Table.Match(food.NameEn)?.Food.Key);
        Assert.Equal(food.Key, Table.Match(food.NameDe)?.Food.Key);
    });

    [Fact]
    public void Search_EveryName_FindsItsFoodFirst() => Assert.All(Table.All, food =>
    {
        Assert.Equal(food.Key, First(food.NameEn));
        Assert.Equal(food.Key, First(food.NameDe));
    });

    private static string? First(string query) => Table.Search(query, 1) is [var best] ? best.Food.Key : null;

    private static List<string> Keys(string query, int limit) => [.. Table.Search(query, limit).Select(match => match.Food.Key)];
}
