using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Caloguessr.Web.Owners;

/// <summary>An owner's id with the time it was sealed, encrypted for one purpose: a cookie is no link and a link no cookie.</summary>
internal sealed class OwnerTicket(IDataProtectionProvider protection, string purpose, TimeProvider time)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Caloguessr.Owners", purpose, "v1");

    public string Seal(OwnerId owner) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{owner.Hex} {time.GetUtcNow().ToUnixTimeSeconds()}"));

    /// <summary>Opens a ticket; one that was changed, or sealed with keys that are gone, is none.</summary>
    public bool TryOpen(string? ticket, [NotNullWhen(true)] out OwnerId? owner, out TimeSpan age)
    {
        (owner, age) = (null, default);
        if (string.IsNullOrEmpty(ticket)) return false;
        try
        {
            var parts = _protector.Unprotect(ticket).Split(' ');
            age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
            return OwnerId.TryParse(parts[0], out owner);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
