using System.Diagnostics.CodeAnalysis;

namespace Caloguessr.Web.Diary;

/// <summary>
/// What time it is for the user: in the zone of the <c>zone</c> parameter (IANA, such as <c>Europe/Berlin</c>), else of the cookie that
/// the pages set, else of the server.
/// </summary>
public sealed class UserClock(TimeProvider time)
{
    public const string CookieName = "caloguessr-zone";

    public DateTimeOffset Now(HttpRequest request)
    {
        var zone = TryZone(request.Query["zone"], out var asked) ? asked
            : TryZone(request.Cookies[CookieName], out var kept) ? kept
            : time.LocalTimeZone;
        return TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);
    }

    public DateOnly Today(HttpRequest request) => DateOnly.FromDateTime(Now(request).DateTime);

    private static bool TryZone(string? id, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return id is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone);
    }
}
