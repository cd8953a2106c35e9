using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Caloguessr.Web.Owners;

/// <summary>Whose diary it is: a random id of 128 bits, known to the owner's browsers alone.</summary>
public sealed record OwnerId
{
    private const int Bytes = 16;

    private OwnerId(string hex) => Hex = hex;

    /// <summary>32 hexadecimal digits; a folder's name in the lake. Must not reach a log.</summary>
    public string Hex { get; }

    public static OwnerId Create() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OwnerId? owner)
    {
        owner = text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigitLower) ? new(text) : null;
        return owner is not null;
    }

    /// <summary>Without the id.</summary>
    public override string ToString() => nameof(OwnerId);
}
