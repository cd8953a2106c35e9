using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Caloguessr.Web.Diary;

/// <summary>
/// A meal's id begins with its home: the day it was first saved for. The home's document holds the meal, or says which day it moved to,
/// so that an id is found in at most two reads.
/// </summary>
public static class MealId
{
    public const string Shape = "yyyyMMdd-, then 8 to 40 of a-z and 0-9";
    private const string DayFormat = "yyyyMMdd";
    private static readonly SearchValues<char> Tail = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public static string Create(DateOnly home) =>
        $"{home.ToString(DayFormat, CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";

    /// <summary>Reads the home out of an id; <c>false</c>: it is no id.</summary>
    public static bool TryHome(string id, out DateOnly home)
    {
        home = default;
        return id.Length is >= 17 and <= 49
            && id[8] == '-'
            && id.AsSpan(9).IndexOfAnyExcept(Tail) < 0
            && DateOnly.TryParseExact(id.AsSpan(0, 8), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out home);
    }
}
