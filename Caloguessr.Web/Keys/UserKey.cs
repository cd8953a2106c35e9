using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Caloguessr.Web.Keys;

/// <summary>The user's own Gemini key: a header for programs, an encrypted cookie for browsers. No server keeps it.</summary>
public sealed class UserKey(IDataProtectionProvider protection)
{
    public const string Header = "X-Gemini-Api-Key";

    public const string Cookie = "caloguessr.key";

    private const int MaxLength = 256;
    private const int ShownLetters = 4;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private readonly IDataProtector _protector = protection.CreateProtector("Caloguessr.Keys.UserKey.v1");

    /// <summary>The key of a request: the header's, else the cookie's; <c>null</c>: none.</summary>
    public string? Of(HttpContext context)
    {
        var header = context.Request.Headers[Header].ToString().Trim();
        return header.Length > 0 ? header : Saved(context);
    }

    /// <summary>The key saved in the browser; <c>null</c>: none, or one that no longer can be read.</summary>
    public string? Saved(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var cookie) || cookie.Length == 0) return null;
        try
        {
            return _protector.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Saves a key in the browser.</summary>
    public void Save(HttpContext context, string key)
    {
        var options = Options(context);
        options.MaxAge = Lifetime;
        context.Response.Cookies.Append(Cookie, _protector.Protect(key), options);
    }

    /// <summary>Removes the key from the browser.</summary>
    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(context));

    /// <summary>Whether a text can be a key at all; anything else must not become a header.</summary>
    public static bool IsPlausible(string? key) => key is { Length: > 0 and <= MaxLength } && key.All(letter => letter is > ' ' and <= '~');

    /// <summary>The key with all but its end hidden, for people to recognise it by.</summary>
    public static string Mask(string key) => key.Length >= 4 * ShownLetters ? $"••••{key[^ShownLetters..]}" : "••••";

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
        Path = "/",
    };
}
