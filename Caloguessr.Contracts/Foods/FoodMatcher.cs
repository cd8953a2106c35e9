namespace Caloguessr.Contracts.Foods;

/// <summary>Finds the one food that a free text names, as a model writes it: "Spaghetti Bolognese mit Käse".</summary>
internal sealed class FoodMatcher
{
    /// <summary>A name has to cover so much of the text.</summary>
    private const double MinScore = 0.6;
    private const double CookingWeight = 0.25;
    private const double MisspeltFactor = 0.85;

    /// <summary>All that follows "with" weighs at most so much against the dish itself.</summary>
    private const double MaxSideWeight = 0.6;
    private const int MaxWords = 12;

    private static readonly string[] Endings = ["s", "es", "n", "en", "e", "er"];

    private static readonly HashSet<string> SideWords = Set("with and on topped served in plus mit und auf dazu an");

    private static readonly HashSet<string> IdleWords = Set(
        "a an the of some plate bowl cup glass slice piece portion serving small large medium big homemade about with and on in "
        + "von der die das ein eine einem teller schussel schale tasse glas scheibe stuck stucke scheiben klein kleine grosse mit und auf");

    private static readonly HashSet<string> CookingWords = Set(
        "grilled fried roasted roast baked boiled steamed cooked raw fresh fillet filet sauteed pan mixed sliced chopped hot cold whole "
        + "plain stewed poached "
        + "gegrillt gegrillte gegrillter gegrilltes gebraten gebratene gebratener gebratenes gekocht gekochte gekochter gekochtes "
        + "gebacken gebackene "
        + "gedunstet gedunstete roh rohe frisch frische frischer frisches warm kalt gemischt gemischte gemischter");

    private readonly FoodIndex _index;
    private readonly Dictionary<string, int> _exact = new(StringComparer.Ordinal);

    public FoodMatcher(FoodIndex index)
    {
        _index = index;
        // A name goes before a synonym; among equals the first of the table stays.
        foreach (var wantName in (bool[])[true, false])
        {
            foreach (var name in index.Names)
            {
                if (name.IsName == wantName) _exact.TryAdd(name.Text, name.Food);
            }
        }
    }

    public FoodMatch? Match(string text)
    {
        var folded = FoodText.Fold(text.Length > FoodText.MaxQueryLength ? text[..FoodText.MaxQueryLength] : text);
        if (_exact.TryGetValue(folded, out var exact)) return new(_index.Foods[exact], 1);
        var (words, total, heads) = Weigh(folded);
        return words.Count == 0 || total == 0 ? null : BestCovering(words, total, heads);
    }

    /// <summary>The words with their weights, the weight of all, and how many words name the dish itself.</summary>
    private static (List<(string Text, double Weight)> Words, double Total, int Heads) Weigh(string folded)
    {
        var words = new List<(string Text, double Weight)>();
        var heads = -1;
        foreach (var word in folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords))
        {
            if (heads < 0 && words.Any(head => head.Weight >= 1) && SideWords.Contains(word)) heads = words.Count;
            var weight = IdleWords.Contains(word) || char.IsDigit(word[0]) ? 0 : CookingWords.Contains(word) ? CookingWeight : 1;
            words.Add((word, weight));
        }
        if (heads < 0) heads = words.Count;
        var side = words.Skip(heads).Sum(word => word.Weight);
        if (side > MaxSideWeight)
        {
            for (var i = heads; i < words.Count; i++) words[i] = (words[i].Text, words[i].Weight * MaxSideWeight / side);
        }
        return (words, words.Sum(word => word.Weight), heads);
    }

    private FoodMatch? BestCovering(List<(string Text, double Weight)> words, double total, int heads)
    {
        // The words of a name that the text has, and the weight of the text that they cover.
        var covered = new Dictionary<int, (int Words, double Weight, bool HasHead)>();
        var last = words.FindLastIndex(heads - 1, word => word.Weight >= 1);
        for (var i = 0; i < words.Count; i++)
        {
            var met = new HashSet<int>();
            foreach (var (known, factor) in Alike(words[i].Text))
            {
                foreach (var name in _index.NamesOf(known))
                {
                    if (!met.Add(name)) continue;
                    var so = covered.GetValueOrDefault(name);
                    covered[name] = (so.Words + 1, so.Weight + words[i].Weight * factor, so.HasHead || i == last);
                }
            }
        }

        var best = -1;
        var bestScore = MinScore;
        foreach (var (name, (count, weight, hasHead)) in covered.OrderBy(pair => pair.Key))
        {
            if (count < _index.Names[name].Words || !hasHead) continue;
            var score = Math.Min(weight / total, 0.99);
            if (score < bestScore || (score == bestScore && best >= 0 && !IsBetter(_index.Names[name], _index.Names[best]))) continue;
            best = name;
            bestScore = score;
        }
        return best < 0 ? null : new(_index.Foods[_index.Names[best].Food], bestScore);
    }

    private static bool IsBetter(FoodName name, FoodName other) =>
        name.IsName != other.IsName ? name.IsName : name.Text.Length > other.Text.Length;

    /// <summary>The known words that are the same up to an ending or a typing error.</summary>
    private List<(int Word, double Factor)> Alike(string word)
    {
        var alike = new List<(int, double)>();
        var errors = word.Length >= 5 ? EditDistance.Allowed(word.Length) : 0;
        for (var i = 0; i < _index.Words.Length; i++)
        {
            var known = _index.Words[i];
            if (known == word || HasEnding(known, word) || HasEnding(word, known)) alike.Add((i, 1));
            else if (errors > 0 && known[0] == word[0] && EditDistance.IsWithin(known, word, errors)) alike.Add((i, MisspeltFactor));
        }
        return [.. alike.OrderByDescending(pair => pair.Item2)];
    }

    private static bool HasEnding(string longer, string word) =>
        word.Length >= 3 && longer.Length > word.Length && longer.Length <= word.Length + 2
        && longer.StartsWith(word, StringComparison.Ordinal) && Endings.AsSpan().Contains(longer[word.Length..]);

    private static HashSet<string> Set(string words) => new(words.Split(' ').Select(FoodText.Fold), StringComparer.Ordinal);
}
