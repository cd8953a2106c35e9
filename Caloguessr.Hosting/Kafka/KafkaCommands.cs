using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Caloguessr.Hosting.Kafka;

/// <summary>What the dashboard offers on a broker of ours.</summary>
internal static class KafkaCommands
{
    /// <summary>The command that removes every record.</summary>
    public const string Empty = "empty";

    /// <summary>
    /// Over Kafka's own protocol rather than in its files, so that it is the same for every form, and clients need not be stopped: the
    /// topics go and come back as they are declared.
    /// </summary>
    public static IResourceBuilder<T> WithEmptyCommand<T>(this IResourceBuilder<T> kafka) where T : IKafkaResource =>
        kafka.WithCommand(Empty, "Empty the broker", context => EmptyAsync(kafka.Resource, context), new()
        {
            Description = "Removes every topic with its records, and every consumer group that nobody is in. The declared topics are made again, empty.",
            ConfirmationMessage = "All topics, records and consumer positions of this broker will be gone for good. Empty it?",
            IconName = "Delete",
            UpdateState = context => context.ResourceSnapshot.HealthStatus == HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
        });

    private static async Task<ExecuteCommandResult> EmptyAsync(IKafkaResource kafka, ExecuteCommandContext context)
    {
        try
        {
            using var broker = await KafkaAdmin.ConnectAsync(kafka, context.CancellationToken);
            int removed;
            try
            {
                removed = await broker.EmptyAsync(context.CancellationToken);
            }
            finally
            {
                // However far it came: without its topics the broker is of no use.
                await KafkaTopicSetup.RunAsync(kafka, broker, context.Services, context.CancellationToken);
            }
            return CommandResults.Success($"{removed} topics were removed, the declared ones made again.");
        }
        catch (KafkaException refused)
        {
            return CommandResults.Failure($"The broker refused: {refused.Error.Reason}");
        }
        catch (Exception failed) when (failed is DistributedApplicationException or OperationCanceledException)
        {
            return CommandResults.Failure(failed.Message);
        }
    }
}
