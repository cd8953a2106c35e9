using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace Caloguessr.Web.Start;

/// <summary>
/// Renders a page once for all who come without a cookie: it differs by language alone, and holds nothing of a user. Whoever has a cookie, and so
/// settings or a diary, gets a page of their own, and so does a query, which the page repeats in a link.
/// </summary>
internal sealed class FirstVisitCache : IOutputCachePolicy
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var isFirstVisit = HttpMethods.IsGet(request.Method) && StringValues.IsNullOrEmpty(request.Headers.Cookie) && !request.QueryString.HasValue;
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = isFirstVisit;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = Kept;
        context.CacheVaryByRules.VaryByHost = false;
        context.CacheVaryByRules.VaryByValues["language"] = CultureInfo.CurrentUICulture.Name;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        context.AllowCacheStorage &= response.StatusCode == StatusCodes.Status200OK && StringValues.IsNullOrEmpty(response.Headers.SetCookie);
        return ValueTask.CompletedTask;
    }
}
