using System.Globalization;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Meals;

/// <summary>What the editor's buttons do where no script runs.</summary>
internal static class MealEdit
{
    private const double Step = 10;

    /// <summary>The draft after a button; unknown buttons change nothing.</summary>
    public static MealDraft After(this MealDraft draft, string action, FoodTable foods, string language)
    {
        var parts = action.Split(':');
        return parts switch
        {
            ["add", var key] when foods.Find(key) is { } food => draft.Added(FoodItem.Of(food, language, AmountSource.Household)),
            ["remove", var at] when draft.Has(at, out var index) => draft.Removed(index),
            ["less", var at] when draft.Has(at, out var index) => draft.WithGrams(index, draft.Items[index].PortionGrams - Step),
            ["more", var at] when draft.Has(at, out var index) => draft.WithGrams(index, draft.Items[index].PortionGrams + Step),
            ["portion", var at, var text] when draft.Has(at, out var index)
                && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var grams) => draft.WithGrams(index, grams),
            _ => draft,
        };
    }

    private static bool Has(this MealDraft draft, string at, out int index) =>
        int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < draft.Items.Count;

    private static MealDraft Added(this MealDraft draft, EstimateItem item) => draft.Items.Count >= MealDraft.MaxItems ? draft : draft with
    {
        Items = [.. draft.Items, item],
        Amounts = [.. draft.Items.Select((_, index) => draft.AmountOf(index)), AmountSource.Household],
    };

    private static MealDraft Removed(this MealDraft draft, int removed) => draft with
    {
        IsCorrected = true,
        Items = [.. draft.Items.Where((_, index) => index != removed)],
        Amounts = [.. draft.Items.Select((_, index) => draft.AmountOf(index)).Where((_, index) => index != removed)],
    };

    private static MealDraft WithGrams(this MealDraft draft, int changed, double grams) => grams is <= 0 or > MealDraft.MaxGrams ? draft : draft with
    {
        Items = [.. draft.Items.Select((item, index) => index == changed ? item.WithPortion(grams, AmountSource.Household) : item)],
        Amounts = [.. draft.Items.Select((_, index) => index == changed ? AmountSource.Household : draft.AmountOf(index))],
    };
}
