using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Meals;

namespace Caloguessr.Web.Tests.Meals;

public sealed class MealDraftTests
{
    private const int MostItemsOfAReply = 40;
    private static readonly FoodTable Foods = FoodTable.Load();
    private static readonly EstimateChecks Checks = new(Foods);

    private static EstimateItem Apple => FoodItem.Of(Foods.Find("apple")!, "en", AmountSource.Seen);

    // What a model may reply, the page must be able to show.
    [Theory, InlineData(0.001), InlineData(0.5), InlineData(MealDraft.MaxGrams)]
    public void Draft_OfAnyReply_IsSound(double grams)
    {
        var (seen, _) = new ReplyItem("Zyxwvut", grams, 20_000, 5000, 5000, 5000, 0).Seen();

        var all = Enumerable.Range(0, MostItemsOfAReply).Select(_ => Checks.Check(seen!, "en")).ToList();

        Assert.True(new MealDraft { Items = [.. all.Select(one => one.Item)], Warnings = [.. all.SelectMany(one => one.Warnings)] }.IsSound);
    }

    // An estimate's confidence is rounded; its guesses are not.
    [Theory, InlineData(0.496, true), InlineData(0.5, false)]
    public void Item_IsOpenUntilAGuessIsLikelyEnough(double probability, bool isOpen)
    {
        var apple = Apple with { Confidence = Math.Round(probability, 2), Alternatives = [new("Apple", probability, "apple")] };

        Assert.Equal(isOpen, MealDraft.IsOpen(apple));
        Assert.False(MealDraft.IsOpen(apple with { Confidence = 1 }));
    }

    [Theory]
    [InlineData("update", "apple", false)]
    [InlineData("update", "pear", true)]
    [InlineData("remove:1", "apple", true)]
    [InlineData("more:0", "apple", true)]
    public void Input_KnowsWhetherTheEstimateWasCorrected(string action, string likeliest, bool isCorrected)
    {
        var guessed = Apple with { Alternatives = [new("", 0.6, likeliest)] };

        var draft = new MealDraft { Model = "builtin", Items = [guessed, Apple] }.After(action, Foods, "en");

        Assert.Equal(isCorrected, SavedMeal.Input(draft, null, "", DateTimeOffset.UnixEpoch).Corrected);
    }

    [Fact]
    public void Draft_HeavierThanAMeal_IsNoReply() => Assert.Null(new ReplyItem("Stone", MealDraft.MaxGrams + 1, 1, 0, 0, 0, 1).Seen().Item);
}
