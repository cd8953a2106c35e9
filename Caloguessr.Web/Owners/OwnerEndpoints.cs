using System.Globalization;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Security;
using Caloguessr.Web.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Owners;

/// <summary>Whose diary it is: the cookie, the link to another device, the export, and the end of it.</summary>
public static class OwnerEndpoints
{
    public static void AddOwners(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OwnerCookie>();
        builder.Services.AddSingleton<OwnerLink>();
        builder.Services.AddSingleton<OwnerData>();
        builder.Services.AddSingleton<OwnerExport>();
        // The framework's line for each request holds the query, and a link's query opens a diary.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    public static void MapOwners(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/export", Export).WithTags("Diary").Produces(200, contentType: "application/zip")
            .WithSummary("All that is kept of the owner: diary.json (days and settings), meals.csv, and kept photos, in a ZIP.");
        app.MapPost("/link/adopt", Adopt).ExcludeFromDescription().RequireRateLimiting(RateLimits.Writes);
        app.MapPost("/settings/delete-everything/confirmed", DeleteEverything).ExcludeFromDescription().RequireRateLimiting(RateLimits.Writes);
    }

    private static PushStreamHttpResult Export(OwnerCookie cookie, OwnerExport export, TimeProvider time, HttpContext context)
    {
        var owner = cookie.Read(context);
        var settings = UserSettings.Read(context.Request);
        context.Response.Headers.CacheControl = "private, no-store";
        // ZipArchive closes its entries synchronously.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } body) body.AllowSynchronousIO = true;
        var name = $"caloguessr-{time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.zip";
        return TypedResults.Stream(stream => export.WriteAsync(stream, owner, settings, context.RequestAborted), "application/zip", name);
    }

    private static async Task<RedirectHttpResult> Adopt([FromForm] string? token, OwnerCookie cookie, OwnerLink link, OwnerData data, HttpContext context, CancellationToken cancellationToken)
    {
        if (!link.TryOpen(token, out var linked)) return TypedResults.LocalRedirect("/link");
        if (cookie.Read(context) is { } own) await data.MergeAsync(own, linked, cancellationToken);
        cookie.Write(context, linked);
        return TypedResults.LocalRedirect("/diary?linked=true");
    }

    private static async Task<RedirectHttpResult> DeleteEverything([FromForm] string? confirm, OwnerCookie cookie, OwnerData data, HttpContext context, CancellationToken cancellationToken)
    {
        if (confirm != "yes") return TypedResults.LocalRedirect("/settings/delete-everything");
        if (cookie.Read(context) is { } owner) await data.EraseAsync(owner, cancellationToken);
        OwnerCookie.Remove(context);
        UserKey.Remove(context);
        UserSettings.Remove(context.Response);
        context.Response.Cookies.Delete(UserClock.CookieName);
        return TypedResults.LocalRedirect("/settings?deleted=true");
    }
}
