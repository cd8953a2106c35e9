using System.Globalization;
using System.Threading.RateLimiting;
using Caloguessr.ServiceDefaults;
using Caloguessr.Web.Estimates;
using Microsoft.AspNetCore.RateLimiting;

namespace Caloguessr.Web.Security;

/// <summary>The policies that endpoints name by <c>RequireRateLimiting</c>. A client is a network address; a bucket refills steadily.</summary>
public static class RateLimits
{
    /// <summary>For estimates, which cost computing time or the user's quota.</summary>
    public const string Estimates = "estimates";

    /// <summary>For changes of diaries, keys and settings.</summary>
    public const string Writes = "writes";

    internal static void AddRateLimits(this IHostApplicationBuilder builder)
    {
        var options = OptionsReader.Read<RateLimitOptions>(builder.Configuration, RateLimitOptions.Section);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Estimates, context => Bucket(context, options.EstimatesPerMinute));
            limiter.AddPolicy(Writes, context => Bucket(context, options.WritesPerMinute));
            limiter.OnRejected = RejectAsync;
        });
    }

    private static RateLimitPartition<string> Bucket(HttpContext context, int perMinute) => RateLimitPartition.GetTokenBucketLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            QueueLimit = 0,
        });

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await rejected.HttpContext.RefuseAsync(
            StatusCodes.Status429TooManyRequests, "throttled", EstimateTexts.AddressLimit, $"{seconds}",
            new Dictionary<string, object?> { [EstimateProblems.RetryAfterSeconds] = seconds });
    }
}
