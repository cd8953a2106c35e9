namespace Caloguessr.Contracts.Foods;

/// <summary>A folded name or synonym of a food.</summary>
/// <param name="Food">Its place in the table.</param>
/// <param name="Text">The folded text.</param>
/// <param name="Words">How many different words it has.</param>
/// <param name="IsName">Whether it is the food's name rather than a synonym.</param>
/// <param name="IsGerman">Whether it is German rather than English.</param>
internal readonly record struct FoodName(int Food, string Text, int Words, bool IsName, bool IsGerman);

/// <summary>The words of all names, sorted, each with the names it occurs in. Built once, then only read.</summary>
internal sealed class FoodIndex
{
    private readonly string[] _words;
    private readonly uint[] _letters;
    private readonly int[][] _names;

    public FoodIndex(IReadOnlyList<Food> foods)
    {
        Foods = foods;
        var names = new List<FoodName>();
        var fullNames = foods.SelectMany(food => (string[])[food.NameEn, food.NameDe]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var words = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        for (var food = 0; food < foods.Count; food++)
        {
            AddName(food, foods[food].NameEn, isGerman: false);
            AddName(food, foods[food].NameDe, isGerman: true);
            foreach (var synonym in foods[food].SynonymsEn) Add(food, synonym, isName: false, isGerman: false);
            foreach (var synonym in foods[food].SynonymsDe) Add(food, synonym, isName: false, isGerman: true);
        }
        Names = [.. names];
        _words = [.. words.Keys];
        _letters = [.. _words.Select(word => LettersOf(word))];
        _names = [.. words.Values.Select(list => list.ToArray())];

        void AddName(int food, string name, bool isGerman)
        {
            Add(food, name, isName: true, isGerman);
            // "Milk (carton)" is also called "Milk", unless another food is.
            var bracket = name.IndexOf('(', StringComparison.Ordinal);
            if (bracket > 0 && !fullNames.Contains(name[..bracket].TrimEnd())) Add(food, name[..bracket], isName: true, isGerman);
        }

        void Add(int food, string name, bool isName, bool isGerman)
        {
            var text = FoodText.Fold(name);
            var distinct = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
            foreach (var word in distinct)
            {
                if (!words.TryGetValue(word, out var list)) words[word] = list = [];
                list.Add(names.Count);
            }
            names.Add(new(food, text, distinct.Count, isName, isGerman));
        }
    }

    public IReadOnlyList<Food> Foods { get; }

    public FoodName[] Names { get; }

    public ReadOnlySpan<string> Words => _words;

    /// <summary>The names that hold a word.</summary>
    public ReadOnlySpan<int> NamesOf(int word) => _names[word];

    /// <summary>The letters of a word as bits, a quick test before dearer ones.</summary>
    public ReadOnlySpan<uint> Letters => _letters;

    /// <summary>The first word that is not before <paramref name="text"/>; words that begin with it follow one another.</summary>
    public int FirstAtLeast(ReadOnlySpan<char> text)
    {
        var low = 0;
        var high = _words.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_words[middle].AsSpan().SequenceCompareTo(text) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    public static uint LettersOf(ReadOnlySpan<char> word)
    {
        var letters = 0u;
        foreach (var letter in word) letters |= letter is >= 'a' and <= 'z' ? 1u << (letter - 'a') : 1u << (26 + letter % 6);
        return letters;
    }
}
