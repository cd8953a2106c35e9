using System.Globalization;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Meals;

/// <summary>Between the editor's drafts and the diary's meals.</summary>
internal static class SavedMeal
{
    /// <summary>A meal of the diary, to be edited.</summary>
    public static MealDraft Draft(Meal meal, FoodTable foods, string language) => new()
    {
        Items = [.. meal.Items.Select(item => Item(item, foods, language))],
        Model = meal.Model,
        MealId = meal.Id,
        Version = meal.Version,
        Date = meal.Date,
        Time = TimeOnly.FromDateTime(meal.Time.DateTime),
    };

    /// <summary>A draft as the diary takes it. What the editor does not show stays as it was.</summary>
    public static MealInput Input(MealDraft draft, Meal? before, string newId, DateTimeOffset now)
    {
        var date = draft.Date ?? DateOnly.FromDateTime(now.DateTime);
        var time = new DateTimeOffset(date.ToDateTime(draft.Time ?? TimeOnly.FromDateTime(now.DateTime)), now.Offset);
        return new()
        {
            Id = before is null && newId.Length > 0 ? newId : null,
            Date = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Time = time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            Title = before?.Title,
            Items = [.. draft.Items.Select(Input)],
            Source = before is { } known ? SourceOf(known.Source) : SourceOf(draft.Model is null ? MealSource.Search : MealSource.Photo),
            Model = before?.Model ?? draft.Model,
            Favourite = before?.IsFavourite,
            Corrected = before?.IsCorrected == true || (draft.Model is not null && IsCorrected(draft)),
        };
    }

    private static bool IsCorrected(MealDraft draft) => draft.IsCorrected
        || draft.Items.Where((_, index) => draft.AmountOf(index) != AmountSource.Seen).Any()
        || draft.Items.Any(item => item.Alternatives is [var likeliest, ..] && likeliest.FoodKey != item.FoodKey);

    private static string SourceOf(MealSource source) => source.ToString().ToLowerInvariant();

    private static MealItemInput Input(EstimateItem item) => new()
    {
        Name = item.Name,
        FoodKey = item.FoodKey,
        PortionGrams = Math.Round(item.PortionGrams, 1),
        EnergyKcal = new() { Low = Math.Round(item.EnergyKcal.Low, 1), Value = Math.Round(item.EnergyKcal.Value, 1), High = Math.Round(item.EnergyKcal.High, 1) },
        ProteinGrams = Math.Round(item.ProteinGrams, 1),
        CarbsGrams = Math.Round(item.CarbsGrams, 1),
        FatGrams = Math.Round(item.FatGrams, 1),
        Confidence = item.Confidence,
    };

    private static EstimateItem Item(MealItem item, FoodTable foods, string language)
    {
        var food = item.FoodKey is { } key ? foods.Find(key) : null;
        return new()
        {
            Name = item.Name,
            FoodKey = item.FoodKey,
            PortionGrams = Math.Max(item.PortionGrams, MealDraft.MinGrams),
            EnergyKcal = item.EnergyKcal,
            ProteinGrams = item.ProteinGrams,
            CarbsGrams = item.CarbsGrams,
            FatGrams = item.FatGrams,
            Confidence = item.Confidence,
            IsRough = food?.IsRough ?? false,
            Portions = food is null ? [] : FoodItem.Portions(food, language),
        };
    }
}
