using Caloguessr.Web.Estimates;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Keys;

/// <summary>Whether this browser has a key. <c>GET /api/key</c>.</summary>
/// <param name="Present">Whether there is one.</param>
/// <param name="Masked">All but its end hidden; <c>null</c>: none.</param>
public sealed record KeyView(bool Present, string? Masked);

/// <summary>A key to save. <c>PUT /api/key</c>.</summary>
/// <param name="Key">The Gemini API key.</param>
public sealed record KeyEntry(string? Key)
{
    /// <summary>Without the key, which must not reach a log.</summary>
    public override string ToString() => nameof(KeyEntry);
}

/// <summary>The user's key: see, enter, check, remove.</summary>
public static class KeyEndpoints
{
    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserKey>();
        builder.Services.AddSingleton<KeyCheck>();
    }

    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/api/key").WithTags("Key");
        keys.MapGet("", Get).WithSummary("Whether this browser has a key");
        keys.MapPut("", PutAsync).WithSummary("Check a key with Gemini and save it in this browser, encrypted")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireRateLimiting(RateLimits.Estimates);
        keys.MapPost("/check", CheckAsync).WithSummary("Check the key of this browser, or of the header, with Gemini")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireRateLimiting(RateLimits.Estimates);
        keys.MapDelete("", Delete).WithSummary("Remove the key from this browser").RequireRateLimiting(RateLimits.Writes);
    }

    private static Ok<KeyView> Get(HttpContext context, UserKey keys)
    {
        context.Response.Headers.CacheControl = "no-store";
        var key = keys.Saved(context);
        return TypedResults.Ok(new KeyView(key is not null, key is null ? null : UserKey.Mask(key)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        KeyEntry entry, HttpContext context, UserKey keys, KeyCheck check, CancellationToken cancellationToken)
    {
        var key = entry.Key?.Trim();
        if (await FaultAsync(key, check, cancellationToken) is { } fault) return EstimateProblems.Answer(context, fault, AskedLanguage.Of(context.Request, null));
        keys.Save(context, key!);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CheckAsync(
        HttpContext context, UserKey keys, KeyCheck check, CancellationToken cancellationToken) =>
        await FaultAsync(keys.Of(context), check, cancellationToken) is { } fault
            ? EstimateProblems.Answer(context, fault, AskedLanguage.Of(context.Request, null))
            : TypedResults.NoContent();

    private static NoContent Delete(HttpContext context)
    {
        UserKey.Remove(context);
        return TypedResults.NoContent();
    }

    private static async Task<EstimateOutcome?> FaultAsync(string? key, KeyCheck check, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(key) ? new EstimateOutcome.KeyMissing()
        : !UserKey.IsPlausible(key) ? new EstimateOutcome.KeyInvalid()
        : await check.AskAsync(key, cancellationToken);
}
