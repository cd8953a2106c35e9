using System.Globalization;

namespace Caloguessr.Web.Diary;

/// <summary>
/// Meals as CSV (RFC 4180), a line for each food. Numbers have a decimal point in every language. The file begins with a byte order mark,
/// without which Excel garbles umlauts.
/// </summary>
internal static class MealCsv
{
    public const string MediaType = "text/csv; charset=utf-8";
    public const string ByteOrderMark = "\uFEFF";
    public const string Header =
        "date,time,meal,food,portion_g,energy_kcal,energy_low_kcal,energy_high_kcal,protein_g,carbs_g,fat_g,confidence,source,model,favourite,corrected,meal_id\r\n";

    /// <summary>The lines of a meal. A meal without foods has one, so that it is not lost.</summary>
    public static string Lines(Meal meal) =>
        meal.Items.Count == 0 ? Line(meal, null) : string.Concat(meal.Items.Select(item => Line(meal, item)));

    private static string Line(Meal meal, MealItem? item) => string.Join(',',
        meal.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        meal.Time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        Text(meal.Title),
        Text(item?.Name),
        Number(item?.PortionGrams),
        Number(item?.EnergyKcal.Value),
        Number(item?.EnergyKcal.Low),
        Number(item?.EnergyKcal.High),
        Number(item?.ProteinGrams),
        Number(item?.CarbsGrams),
        Number(item?.FatGrams),
        Number(item?.Confidence),
        meal.Source switch { MealSource.Photo => "photo", MealSource.Search => "search", MealSource.Repeat => "repeat", _ => "manual" },
        Text(meal.Model),
        meal.IsFavourite ? "yes" : "no",
        meal.IsCorrected ? "yes" : "no",
        meal.Id) + "\r\n";

    private static string Number(double? number) => number is null ? "" : Math.Round(number.Value, 2).ToString(CultureInfo.InvariantCulture);

    // A spreadsheet runs a cell that begins like a formula; a quote before it keeps it text.
    private static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var cell = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
        return cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
