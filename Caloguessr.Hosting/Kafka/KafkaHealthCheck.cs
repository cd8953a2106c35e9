using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Caloguessr.Hosting.Kafka;

/// <summary>Whether the broker answers a client: it is asked for its metadata. An open port alone says nothing.</summary>
internal sealed class KafkaHealthCheck(IKafkaResource kafka) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            using var broker = await KafkaAdmin.ConnectAsync(kafka, cancellationToken);
            return await broker.AnswersAsync(cancellationToken) is { } fault
                ? HealthCheckResult.Unhealthy($"The broker does not answer: {fault}.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception failed) when (failed is InvalidOperationException or Confluent.Kafka.KafkaException)
        {
            return HealthCheckResult.Unhealthy($"The broker cannot be asked: {failed.Message}");
        }
    }
}
