using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Caloguessr.Hosting.Kafka;

/// <summary>
/// Makes missing topics whenever the broker became healthy: at the start, and after each restart. Whoever waits for the broker waits for this too.
/// </summary>
internal static partial class KafkaTopicSetup
{
    public static async Task RunAsync(IKafkaResource kafka, IServiceProvider services, CancellationToken cancellationToken)
    {
        using var broker = await KafkaAdmin.ConnectAsync(kafka, cancellationToken);
        await RunAsync(kafka, broker, services, cancellationToken);
    }

    public static async Task RunAsync(IKafkaResource kafka, KafkaAdmin broker, IServiceProvider services, CancellationToken cancellationToken)
    {
        var topics = kafka.Annotations.OfType<KafkaTopicsAnnotation>().SelectMany(annotation => annotation.Topics).ToList();
        if (topics.Count == 0) return;
        var log = services.GetRequiredService<ResourceLoggerService>().GetLogger(kafka);
        var (made, different) = await broker.CreateMissingAsync(topics, cancellationToken);
        foreach (var topic in made) LogMade(log, topic);
        foreach (var topic in different) LogDifferent(log, topic);
    }

    [LoggerMessage(EventName = "hosting.kafka.topic_made", Level = LogLevel.Information, Message = "Topic made: {Topic}")]
    private static partial void LogMade(ILogger log, string topic);

    [LoggerMessage(EventName = "hosting.kafka.topic_differs", Level = LogLevel.Warning, Message = "{Difference}. It is left as it is: more partitions would move keys.")]
    private static partial void LogDifferent(ILogger log, string difference);
}
