using Microsoft.AspNetCore.DataProtection;

namespace Caloguessr.Web.Owners;

/// <summary>The cookie that says whose diary a browser shows. It is made at the first save, never by looking around.</summary>
public sealed class OwnerCookie(IDataProtectionProvider protection, TimeProvider time)
{
    public const string Name = "caloguessr-owner";

    // Browsers keep no cookie longer than 400 days.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromDays(30);
    private readonly OwnerTicket _ticket = new(protection, "cookie", time);

    /// <summary>The owner that the browser names; <c>null</c>: none yet. An old cookie is renewed by the way.</summary>
    public OwnerId? Read(HttpContext context)
    {
        if (!_ticket.TryOpen(context.Request.Cookies[Name], out var owner, out var age)) return null;
        if (age > RenewedAfter && !context.Response.HasStarted) Write(context, owner);
        return owner;
    }

    /// <summary>The owner that the browser names, or a new one that it will name from now on.</summary>
    public OwnerId ReadOrCreate(HttpContext context)
    {
        if (Read(context) is { } known) return known;
        var owner = OwnerId.Create();
        Write(context, owner);
        return owner;
    }

    /// <summary>Makes the browser name this owner from now on.</summary>
    public void Write(HttpContext context, OwnerId owner) =>
        context.Response.Cookies.Append(Name, _ticket.Seal(owner), Options(context, Kept));

    /// <summary>Makes the browser forget its owner.</summary>
    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, TimeSpan? kept) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = kept,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };
}
