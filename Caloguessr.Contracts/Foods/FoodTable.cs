using System.Globalization;

namespace Caloguessr.Contracts.Foods;

/// <summary>A food found by its name.</summary>
/// <param name="Food">The food.</param>
/// <param name="Score">How well the name fits, 0 to 1.</param>
public sealed record FoodMatch(Food Food, double Score);

/// <summary>The everyday foods that estimates and quick-add draw on. Source of the figures: USDA FoodData Central, SR Legacy.</summary>
public sealed class FoodTable
{
    private readonly Dictionary<string, Food> _byKey;

    private FoodTable(IReadOnlyList<Food> all)
    {
        All = all;
        _byKey = all.ToDictionary(food => food.Key, StringComparer.Ordinal);
    }

    /// <summary>Every food, by key.</summary>
    public IReadOnlyList<Food> All { get; }

    /// <summary>Reads the table that is part of this assembly.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message names it.</exception>
    public static FoodTable Load()
    {
        using var stream = typeof(FoodTable).Assembly.GetManifestResourceStream("foods.tsv")
            ?? throw new InvalidDataException("The food table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        var foods = new List<Food>();
        for (var number = 2; reader.ReadLine() is { } line; number++)
            foods.Add(Parse(line, number));
        return new(foods);
    }

    /// <summary>The food of a key; <c>null</c> when there is none.</summary>
    public Food? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The foods whose name fits a query best, German and English, best first.</summary>
    public IReadOnlyList<FoodMatch> Search(string query, int limit, string? language = null) => All
        .Where(food => food.NameEn.Contains(query, StringComparison.OrdinalIgnoreCase) || food.NameDe.Contains(query, StringComparison.OrdinalIgnoreCase))
        .Take(limit).Select(food => new FoodMatch(food, 1)).ToList();

    /// <summary>The food that a free text such as "grilled chicken breast" surely means; <c>null</c> when unsure.</summary>
    public FoodMatch? Match(string name) => Search(name, 1) is [var best, ..] ? best : null;

    private static Food Parse(string line, int number)
    {
        var cells = line.Split('\t');
        if (cells.Length != 16) throw new InvalidDataException($"foods.tsv, line {number}: 16 columns expected, {cells.Length} found.");
        double Figure(int column) => double.Parse(cells[column], CultureInfo.InvariantCulture);
        static string[] List(string cell) => cell.Split('|', StringSplitOptions.RemoveEmptyEntries);
        return new()
        {
            Key = cells[0], NameEn = cells[1], NameDe = cells[2], SynonymsEn = List(cells[3]), SynonymsDe = List(cells[4]), Group = cells[5],
            EnergyKcal = Figure(6), ProteinGrams = Figure(7), CarbsGrams = Figure(8), FatGrams = Figure(9),
            FibreGrams = Figure(10), SugarGrams = Figure(11), SaltGrams = Figure(12),
            Portions = [.. List(cells[13]).Select(portion => portion.Split('=')).Select(parts => new FoodPortion(parts[0], parts[1], double.Parse(parts[2], CultureInfo.InvariantCulture)))],
            FdcId = int.Parse(cells[14], CultureInfo.InvariantCulture),
            IsRough = cells[15] == "1",
        };
    }
}
