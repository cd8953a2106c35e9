using System.Globalization;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Diary;

/// <summary>Turns what a client sent into a meal, or says field by field what is wrong and what would be right.</summary>
internal sealed class MealValidation(DateTimeOffset now)
{
    private const int MaxItems = 50;
    private const int MaxName = 120;
    private const int MaxModel = 100;
    private const double MaxGrams = 5_000;
    private const double MaxKcal = 50_000;
    private const string DateShape = "yyyy-MM-dd";
    private static readonly DateOnly FirstDay = new(2000, 1, 1);
    private static readonly DateOnly LastDay = new(2100, 12, 31);

    /// <summary>What is wrong, by the field's path; empty: nothing.</summary>
    public Dictionary<string, string[]> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a day.</summary>
    public static bool TryDate(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DateShape, CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day >= FirstDay && day <= LastDay;

    /// <summary>The meal; of use only when <see cref="Errors"/> stays empty.</summary>
    /// <param name="input">What was sent.</param>
    /// <param name="id">The id of the address; <c>null</c>: the input's, or a new one.</param>
    public Meal Read(MealInput input, string? id)
    {
        var (date, time) = When(input);
        return new()
        {
            Id = Id(id ?? input.Id, id is null ? "id" : "the id in the address", date),
            Date = date,
            Time = time,
            Title = Text("title", input.Title, MaxName),
            Items = Items(input.Items),
            Source = Source(input.Source),
            Model = Text("model", input.Model, MaxModel),
            IsFavourite = input.Favourite ?? false,
            IsCorrected = input.Corrected ?? false,
            Version = "",
        };
    }

    private string Id(string? id, string field, DateOnly date)
    {
        if (id is null) return MealId.Create(date);
        if (!MealId.TryHome(id, out _)) Wrong(field, $"must be {MealId.Shape}; leave it out and the server makes one.");
        return id;
    }

    private (DateOnly Date, DateTimeOffset Time) When(MealInput input)
    {
        var time = now;
        if (input.Time is not null && !DateTimeOffset.TryParseExact(input.Time, TimeShapes, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            Wrong("time", "must be ISO 8601 with an offset, such as 2026-11-24T12:30:00+01:00.");

        var date = DateOnly.FromDateTime(time.DateTime);
        if (input.Date is not null && !TryDate(input.Date, out date))
            Wrong("date", $"must be a day as {DateShape}, 2000-01-01 to 2100-12-31.");
        else if (input.Time is null)
            time = new(date.ToDateTime(TimeOnly.FromDateTime(now.DateTime)), now.Offset);
        else if (date < FirstDay || date > LastDay)
            Wrong("time", "must lie in 2000 to 2100.");
        else if (Math.Abs(date.DayNumber - DateOnly.FromDateTime(time.DateTime).DayNumber) > 1)
            Wrong("time", $"must lie on the meal's date or the day beside it; the date is {input.Date}.");
        return (date, time);
    }

    private static readonly string[] TimeShapes = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    private List<MealItem> Items(IReadOnlyList<MealItemInput?>? items)
    {
        if (items is null) Wrong("items", $"is missing; give a list of 0 to {MaxItems} foods.");
        if (items?.Count > MaxItems) Wrong("items", $"holds {items.Count} foods; a meal holds 0 to {MaxItems}. Save the rest as a second meal.");
        return [.. (items ?? []).Take(MaxItems).Select((item, index) => Item(item ?? new(), $"items[{index}]"))];
    }

    private MealItem Item(MealItemInput input, string path)
    {
        var name = Text($"{path}.name", input.Name, MaxName);
        if (name is null) Wrong($"{path}.name", $"is missing; give 1 to {MaxName} characters.");
        var foodKey = input.FoodKey;
        if (foodKey is not null && (foodKey.Length is 0 or > 64 || !foodKey.All(letter => letter is '-' or '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9'))))
            Wrong($"{path}.foodKey", "must be a key of the food table (a-z, 0-9 and -); leave it out when there is none.");
        return new()
        {
            Name = name ?? "",
            FoodKey = foodKey,
            PortionGrams = Number($"{path}.portionGrams", input.PortionGrams, MaxGrams, "g"),
            EnergyKcal = Energy($"{path}.energyKcal", input.EnergyKcal),
            ProteinGrams = Number($"{path}.proteinGrams", input.ProteinGrams, MaxGrams, "g"),
            CarbsGrams = Number($"{path}.carbsGrams", input.CarbsGrams, MaxGrams, "g"),
            FatGrams = Number($"{path}.fatGrams", input.FatGrams, MaxGrams, "g"),
            Confidence = Number($"{path}.confidence", input.Confidence ?? 1, 1, ""),
        };
    }

    private EnergyRange Energy(string path, EnergyInput? input)
    {
        if (input is null) Wrong(path, "is missing; give { \"low\": …, \"value\": …, \"high\": … } in kcal.");
        if (input is null) return new(0, 0, 0);
        var value = Number($"{path}.value", input.Value, MaxKcal, "kcal");
        var range = new EnergyRange(Number($"{path}.low", input.Low ?? value, MaxKcal, "kcal"), value, Number($"{path}.high", input.High ?? value, MaxKcal, "kcal"));
        if (range.Low > range.Value || range.Value > range.High) Wrong(path, "must be in order: low, then value, then high.");
        return range;
    }

    private double Number(string path, double? number, double max, string unit)
    {
        if (number is not null && double.IsFinite(number.Value) && number >= 0 && number <= max) return number.Value;
        var wanted = $"0 to {max.ToString(CultureInfo.InvariantCulture)} {unit}".TrimEnd();
        Wrong(path, number is null ? $"is missing; give {wanted}." : $"must be {wanted}.");
        return 0;
    }

    private string? Text(string path, string? text, int max)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return null;
        if (trimmed.Length > max) Wrong(path, $"has {trimmed.Length} characters; at most {max} are kept.");
        if (trimmed.Any(char.IsControl)) Wrong(path, "holds a control character; write it on one line.");
        return trimmed;
    }

    private MealSource Source(string? source)
    {
        switch (source)
        {
            case null or "manual": return MealSource.Manual;
            case "photo": return MealSource.Photo;
            case "search": return MealSource.Search;
            case "repeat": return MealSource.Repeat;
            default:
                Wrong("source", "must be photo, search, repeat or manual.");
                return MealSource.Manual;
        }
    }

    private void Wrong(string field, string message) => Errors.TryAdd(field, [$"{field} {message}"]);
}
