using Caloguessr.Web.Estimates;
using Caloguessr.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Caloguessr.Web.Meals;

/// <summary>How sure a meal's energy is, in words, and what would help most.</summary>
public static class Sureness
{
    /// <summary>Keys of the words, surest first.</summary>
    public static readonly IReadOnlyList<string> All = ["SurenessHigh", "SurenessFair", "SurenessLow", "SurenessNone"];

    private static readonly double[] Limits = [0.13, 0.26, 0.45];

    /// <summary>A sentence, and the item whose amount is worth a correction.</summary>
    public static string Text(IStringLocalizer<Texts> texts, MealDraft draft)
    {
        var energy = draft.Totals.EnergyKcal;
        if (energy.Value <= 0) return "";
        var share = Width(energy) / (2 * energy.Value);
        var level = Limits.TakeWhile(limit => share > limit).Count();
        var word = texts[All[level]].Value;
        return level > 0 && Widest(draft) is { } item ? $"{word} {texts["SurenessReason", item.Name]}" : word;
    }

    private static EstimateItem? Widest(MealDraft draft) => draft.Items
        .Where((item, index) => draft.AmountOf(index) == AmountSource.Seen && !MealDraft.IsOpen(item))
        .MaxBy(item => Width(item.EnergyKcal));

    private static double Width(EnergyRange range) => range.High - range.Low;
}
