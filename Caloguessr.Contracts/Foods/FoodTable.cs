using System.Globalization;

namespace Caloguessr.Contracts.Foods;

/// <summary>
/// The everyday foods that estimates and quick-add draw on. Safe for concurrent use.
/// Source of the figures: USDA FoodData Central, SR Legacy, with the nutrients of release SR26.
/// </summary>
public sealed class FoodTable
{
    private const int Columns = 16;
    private const int MaxPortions = 4;
    private readonly Dictionary<string, Food> _byKey;
    private readonly FoodSearch _search;
    private readonly FoodMatcher _matcher;

    private FoodTable(Food[] all)
    {
        All = all;
        _byKey = all.ToDictionary(food => food.Key, StringComparer.Ordinal);
        var index = new FoodIndex(all);
        _search = new(index);
        _matcher = new(index);
    }

    /// <summary>Every food, ordered by key.</summary>
    public IReadOnlyList<Food> All { get; }

    /// <summary>Reads the table that is part of this assembly.</summary>
    /// <exception cref="InvalidDataException">The table is missing, or a line is malformed; the message names the line.</exception>
    public static FoodTable Load()
    {
        using var stream = typeof(FoodTable).Assembly.GetManifestResourceStream("foods.tsv")
            ?? throw new InvalidDataException("The food table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>The food of a key; <c>null</c> when there is none.</summary>
    public Food? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>
    /// The foods whose German or English name fits a query best, best first. Typing errors, accents, "ae" for "ä" and
    /// unfinished words are allowed. Only the first 100 characters and eight words of the query count.
    /// </summary>
    /// <param name="query">What the user typed.</param>
    /// <param name="limit">The most foods to return; at least 0.</param>
    /// <param name="language"><c>de</c> or <c>en</c> puts names of that language first among equals.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public IReadOnlyList<FoodMatch> Search(string query, int limit, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return _search.Find(query, limit, language);
    }

    /// <summary>
    /// The food that a free text such as "grilled chicken breast" surely means; <c>null</c> when unsure. The score is the
    /// share of the text that the food's name covers, where ways of cooking and side dishes weigh little.
    /// </summary>
    public FoodMatch? Match(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _matcher.Match(name);
    }

    internal static FoodTable Read(TextReader reader)
    {
        reader.ReadLine();
        var foods = new List<Food>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            var food = Parse(line, number);
            if (!keys.Add(food.Key)) throw Malformed(number, $"the key '{food.Key}' occurs twice.");
            foods.Add(food);
        }
        return new([.. foods]);
    }

    private static Food Parse(string line, int number)
    {
        var cells = line.Split('\t');
        if (cells.Length != Columns) throw Malformed(number, $"{Columns} columns expected, {cells.Length} found.");
        return new()
        {
            Key = Text(cells[0], "key"),
            NameEn = Text(cells[1], "name_en"),
            NameDe = Text(cells[2], "name_de"),
            SynonymsEn = List(cells[3]),
            SynonymsDe = List(cells[4]),
            Group = Text(cells[5], "group"),
            EnergyKcal = Figure(cells[6], "energy_kcal"),
            ProteinGrams = Figure(cells[7], "protein_g"),
            CarbsGrams = Figure(cells[8], "carbs_g"),
            FatGrams = Figure(cells[9], "fat_g"),
            FibreGrams = Figure(cells[10], "fibre_g"),
            SugarGrams = Figure(cells[11], "sugar_g"),
            SaltGrams = Figure(cells[12], "salt_g"),
            Portions = Portions(cells[13]),
            FdcId = int.TryParse(cells[14], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id : throw Malformed(number, $"fdc_id '{cells[14]}' is not a whole number."),
            IsRough = cells[15] switch
            {
                "0" => false,
                "1" => true,
                _ => throw Malformed(number, $"rough '{cells[15]}' is neither 0 nor 1."),
            },
        };

        string Text(string cell, string column) => cell.Length > 0 ? cell : throw Malformed(number, $"{column} is empty.");

        double Figure(string cell, string column) =>
            double.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) && double.IsFinite(figure)
                ? figure : throw Malformed(number, $"{column} '{cell}' is not a figure.");

        FoodPortion[] Portions(string cell)
        {
            var portions = List(cell);
            if (portions.Length is 0 or > MaxPortions)
                throw Malformed(number, $"1 to {MaxPortions} portions expected, {portions.Length} found.");
            return [.. portions.Select(Portion)];
        }

        FoodPortion Portion(string portion) => portion.Split('=') is [{ Length: > 0 } en, { Length: > 0 } de, var grams]
            ? new(en, de, Figure(grams, "portions"))
            : throw Malformed(number, $"the portion '{portion}' is not of the form label_en=label_de=grams.");
    }

    private static string[] List(string cell) => cell.Split('|', StringSplitOptions.RemoveEmptyEntries);

    private static InvalidDataException Malformed(int number, string reason) => new($"foods.tsv, line {number}: {reason}");
}
