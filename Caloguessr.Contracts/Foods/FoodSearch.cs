using System.Buffers;
using System.Numerics;

namespace Caloguessr.Contracts.Foods;

/// <summary>
/// Search while typing. Ranks exact name, exact synonym, beginning of the name, beginnings of its words, synonyms,
/// parts of compound words and typing errors, in this order; equals stay in the order of the table.
/// </summary>
internal sealed class FoodSearch(FoodIndex index)
{
    private const int MaxWords = 8;
    private const int MinInsideLength = 4;

    public List<FoodMatch> Find(string query, int limit, string? language)
    {
        Span<char> buffer = stackalloc char[FoodText.MaxFoldedLength];
        ReadOnlySpan<char> text = buffer[..FoodText.Fold(query.AsSpan(0, Math.Min(query.Length, FoodText.MaxQueryLength)), buffer)];
        limit = Math.Min(limit, index.Foods.Count);
        if (text.IsEmpty || limit == 0) return [];

        var names = index.Names.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(2 * names);
        var scores = ArrayPool<float>.Shared.Rent(index.Foods.Count);
        try
        {
            // How many words of the query a name has met so far, and the worst of these meetings.
            var met = bytes.AsSpan(0, names);
            var worst = bytes.AsSpan(names, names);
            var best = scores.AsSpan(0, index.Foods.Count);
            best.Clear();
            var words = MeetAll(text, forgiving: false, met, worst);
            // A misspelt word may be the beginning of another; when nothing fits, every word may hold errors.
            if (!met.Contains(words)) MeetAll(text, forgiving: true, met, worst);
            Score(text, words, met, worst, best, language);
            return Best(best, limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    private byte MeetAll(ReadOnlySpan<char> text, bool forgiving, Span<byte> met, Span<byte> worst)
    {
        met.Clear();
        byte words = 0;
        foreach (var range in text.Split(' '))
        {
            if (words == MaxWords) break;
            Meet(text[range], words++, forgiving, met, worst);
        }
        return words;
    }

    private void Meet(ReadOnlySpan<char> word, byte round, bool forgiving, Span<byte> met, Span<byte> worst)
    {
        var words = index.Words;
        var first = index.FirstAtLeast(word);
        var next = first;
        for (; next < words.Length && words[next].AsSpan().StartsWith(word); next++)
            Mark(next, words[next].Length == word.Length ? Meeting.Whole : Meeting.Beginning, round, met, worst);

        if (word.Length < MinInsideLength) return;
        var letters = FoodIndex.LettersOf(word);
        var errors = forgiving || next == first ? EditDistance.Allowed(word.Length) : 0;
        var all = index.Letters;
        for (var i = 0; i < words.Length; i++)
        {
            var other = words[i];
            if ((letters & ~all[i]) == 0 && other.Length > word.Length && other.AsSpan(1).IndexOf(word) >= 0)
                Mark(i, Meeting.Inside, round, met, worst);
            else if (errors > 0 && Math.Abs(other.Length - word.Length) <= errors
                && BitOperations.PopCount(letters ^ all[i]) <= 2 * errors && EditDistance.IsWithin(word, other, errors))
                Mark(i, Meeting.Misspelt, round, met, worst);
        }
    }

    private void Mark(int word, Meeting meeting, byte round, Span<byte> met, Span<byte> worst)
    {
        foreach (var name in index.NamesOf(word))
        {
            if (met[name] != round) continue;
            met[name] = (byte)(round + 1);
            worst[name] = round == 0 ? (byte)meeting : Math.Min(worst[name], (byte)meeting);
        }
    }

    private void Score(ReadOnlySpan<char> text, byte words, Span<byte> met, Span<byte> worst, Span<float> best, string? language)
    {
        for (var name = 0; ; name++)
        {
            var offset = met[name..].IndexOf(words);
            if (offset < 0) return;
            name += offset;
            ref readonly var found = ref index.Names[name];
            var score = Rank(found, (Meeting)worst[name], text);
            // Below the exact names the closer length wins, then the user's language.
            if (score < 1) score += 0.04f * Math.Min(1f, text.Length / (float)found.Text.Length);
            if (score < 1 && language is not null && found.IsGerman == (language == "de")) score += 0.005f;
            if (score > best[found.Food]) best[found.Food] = score;
            if (name + 1 == met.Length) return;
        }
    }

    private static float Rank(in FoodName name, Meeting worst, ReadOnlySpan<char> text)
    {
        if (worst == Meeting.Misspelt) return name.IsName ? 0.25f : 0.2f;
        if (worst == Meeting.Inside) return name.IsName ? 0.4f : 0.35f;
        if (text.Length == name.Text.Length && text.SequenceEqual(name.Text)) return name.IsName ? 1f : 0.92f;
        if (!name.IsName) return name.Text.AsSpan().StartsWith(text) ? 0.6f : 0.5f;
        return name.Text.AsSpan().StartsWith(text) ? 0.84f : 0.72f;
    }

    private List<FoodMatch> Best(ReadOnlySpan<float> scores, int limit)
    {
        var found = new List<FoodMatch>(Math.Min(limit, 16));
        for (var food = 0; food < scores.Length; food++)
        {
            var score = scores[food];
            if (score == 0 || (found.Count == limit && score <= found[^1].Score)) continue;
            if (found.Count == limit) found.RemoveAt(limit - 1);
            var place = found.Count;
            while (place > 0 && found[place - 1].Score < score) place--;
            found.Insert(place, new(index.Foods[food], score));
        }
        return found;
    }

    private enum Meeting : byte
    {
        Misspelt = 1,
        Inside,
        Beginning,
        Whole,
    }
}
