using System.Globalization;
using System.Text;

namespace Caloguessr.Contracts.Foods;

/// <summary>
/// Folds names so that spellings of one word meet: lower case, no accents, ß as ss, ä and ae as a (likewise ö, ü), and one
/// space for all between words. The fold of a beginning is a beginning of the fold, so it holds while typing.
/// </summary>
internal static class FoodText
{
    /// <summary>Only so many characters of a query count; more would only cost time.</summary>
    public const int MaxQueryLength = 100;

    /// <summary>Enough room for any folded query: ß and œ become two letters.</summary>
    public const int MaxFoldedLength = 2 * MaxQueryLength;

    private static readonly string[] Latin = FoldLatin();

    public static string Fold(string text)
    {
        Span<char> folded = text.Length <= MaxQueryLength ? stackalloc char[MaxFoldedLength] : new char[2 * text.Length];
        return folded[..Fold(text, folded)].ToString();
    }

    /// <summary>Writes the fold and returns its length; <paramref name="target"/> holds twice the text.</summary>
    public static int Fold(ReadOnlySpan<char> text, Span<char> target)
    {
        var length = 0;
        foreach (var letter in text)
        {
            if (letter < Latin.Length)
            {
                var folded = Latin[letter];
                if (folded.Length > 0)
                {
                    foreach (var part in folded) Append(target, ref length, part);
                    continue;
                }
            }
            else if (char.IsLetterOrDigit(letter))
            {
                Append(target, ref length, char.ToLowerInvariant(letter));
                continue;
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }
            if (letter is not ('\'' or '’') && length > 0 && target[length - 1] != ' ') target[length++] = ' ';
        }
        return length > 0 && target[length - 1] == ' ' ? length - 1 : length;
    }

    private static void Append(Span<char> target, ref int length, char letter)
    {
        // "Kaese" is "Käse" and so "kase": the e of a written-out umlaut falls away, in names and queries alike.
        if (letter == 'e' && length > 0 && target[length - 1] is 'a' or 'o' or 'u') return;
        target[length++] = letter;
    }

    private static string[] FoldLatin()
    {
        var table = new string[0x250];
        for (var letter = 0; letter < table.Length; letter++)
        {
            var plain = new StringBuilder();
            foreach (var part in ((char)letter).ToString().Normalize(NormalizationForm.FormD))
            {
                if (char.IsLetterOrDigit(part)) plain.Append(char.ToLowerInvariant(part));
            }
            table[letter] = (char)letter switch
            {
                'ß' => "ss",
                'æ' or 'Æ' => "ae",
                'œ' or 'Œ' => "oe",
                'ø' or 'Ø' => "o",
                'ł' or 'Ł' => "l",
                'ı' => "i",
                _ => plain.ToString(),
            };
        }
        return table;
    }
}
