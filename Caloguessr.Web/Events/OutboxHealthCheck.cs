using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Caloguessr.Web.Events;

/// <summary>Tells what waits for the broker. Never unhealthy: the application serves without one, and a restart would not help.</summary>
internal sealed class OutboxHealthCheck(EstimateOutbox outbox) : IHealthCheck
{
    public const string Name = "events";

    // Less is the way of any event: kept, sent, confirmed.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var (waiting, age) = (outbox.Waiting, outbox.OldestAge);
        var text = waiting == 0 ? "No estimate waits for the broker."
            : string.Create(CultureInfo.InvariantCulture,
                $"{waiting} of at most {EstimateOutbox.MaxWaiting} estimates wait for the broker, the oldest for {age:d\\.hh\\:mm\\:ss}.");
        if (outbox.Dropped is > 0 and var dropped)
            text += string.Create(CultureInfo.InvariantCulture, $" {dropped} were dropped, because too many waited.");
        return Task.FromResult(age > Usual || outbox.Dropped > 0 ? HealthCheckResult.Degraded(text) : HealthCheckResult.Healthy(text));
    }
}
