namespace Caloguessr.Contracts.Foods;

/// <summary>Typing errors between two words: letters left out, added, changed or swapped with a neighbour.</summary>
internal static class EditDistance
{
    private const int MaxWord = 64;

    /// <summary>How many errors a word of a length may hold: none below four letters, one below eight, else two.</summary>
    public static int Allowed(int length) => length >= 8 ? 2 : length >= 4 ? 1 : 0;

    /// <summary>Whether at most <paramref name="limit"/> errors lie between the words.</summary>
    public static bool IsWithin(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit || left.Length > MaxWord || right.Length > MaxWord) return false;
        Span<int> rows = stackalloc int[3 * (MaxWord + 1)];
        var before = rows[..(MaxWord + 1)];
        var last = rows[(MaxWord + 1)..(2 * (MaxWord + 1))];
        var current = rows[(2 * (MaxWord + 1))..];
        for (var j = 0; j <= right.Length; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            var best = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    distance = Math.Min(distance, before[j - 2] + 1);
                current[j] = distance;
                best = Math.Min(best, distance);
            }
            if (best > limit) return false;
            var spare = before;
            before = last;
            last = current;
            current = spare;
        }
        return last[right.Length] <= limit;
    }
}
