using System.Globalization;
using System.Text.Json;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Settings;

namespace Caloguessr.Web.Meals;

/// <summary>Reads the editor's form: every row carries its item and what the user made of it, so that no replica has to remember.</summary>
internal sealed class MealForm(IFormCollection form, FoodTable foods, UnitFormat units, string language)
{
    private const string TimeShape = "HH:mm";

    /// <summary>Which button was pressed, such as <c>save</c> or <c>remove:2</c>.</summary>
    public string Action => form["action"].ToString();

    /// <summary>What to search for, to be added.</summary>
    public string Query => form["q"].ToString().Trim();

    /// <summary>The id that a new meal is to have, so that sending it twice saves it once.</summary>
    public string NewId => form["new-id"].ToString();

    /// <summary>The meal's photo, when it is to be kept.</summary>
    public IFormFile? Photo => form.Files["photo"];

    /// <summary>The meal as it stands in the form; <c>null</c>: the form is not ours, or broken.</summary>
    public MealDraft? Draft()
    {
        try
        {
            var rows = form["item"].Select(Row).ToList();
            var draft = new MealDraft
            {
                Items = [.. rows.Select(row => row.Item)],
                Amounts = [.. rows.Select(row => row.Amount)],
                Warnings = Text("warnings") is { } warnings ? JsonSerializer.Deserialize<IReadOnlyList<EstimateWarning>>(warnings, JsonSerializerOptions.Web) ?? [] : [],
                Model = Text("model"),
                IsCorrected = Text("corrected") is not null,
                MealId = Text("meal-id"),
                Version = Text("version"),
                Date = MealValidation.TryDate(Text("date"), out var date) ? date : null,
                Time = TimeOnly.TryParseExact(Text("time"), TimeShape, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
            };
            return draft.IsSound ? draft : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private (EstimateItem Item, AmountSource Amount) Row(string? json, int index)
    {
        var item = JsonSerializer.Deserialize<EstimateItem>(json ?? "", JsonSerializerOptions.Web);
        if (!MealDraft.IsSoundItem(item)) throw new JsonException("An item is missing or broken.");
        var amount = AmountWord.Read(At("amount", index));
        var chosen = form[$"choice-{At("row", index)}"].ToString();
        if (chosen.Length > 0 && (chosen != item.FoodKey || MealDraft.IsOpen(item)) && foods.Find(chosen) is { } food)
            return (FoodItem.Of(food, language, AmountSource.Seen) with { Alternatives = item.Alternatives }, AmountSource.Seen);

        // A script writes its changes into the item; a portion that differs from it was typed where none runs.
        var shown = At("portion", index);
        if (!TryNumber(shown, out var portion) || portion <= 0) return (item, amount);
        if (shown == units.MassNumber(item.PortionGrams)) return (amount == AmountSource.Seen ? item : item.WithPortion(item.PortionGrams, amount), amount);
        return (item.WithPortion(portion / units.MassPerGram, AmountSource.Weighed), AmountSource.Weighed);
    }

    // German and English decimal signs alike: a portion is never in the thousands of anything but grams.
    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private string At(string name, int index) => form[name] is var values && index < values.Count ? values[index] ?? "" : "";

    private string? Text(string name) => form[name].ToString() is { Length: > 0 } text ? text : null;
}
