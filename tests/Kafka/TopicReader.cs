using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Caloguessr;

/// <summary>A record as a test sees it.</summary>
internal sealed record ReadRecord(string Key, string Value, string? Traceparent, int Partition, long Offset);

/// <summary>Reads a topic from its beginning.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes a topic when it is missing.</summary>
    public static async Task CreateAsync(string bootstrapServers, string topic, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        try
        {
            await admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = partitions }]);
        }
        catch (CreateTopicsException known) when (known.Results.All(result => result.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another test made it.
        }
    }

    /// <summary>All topics but Kafka's own, with their number of partitions.</summary>
    public static IReadOnlyList<(string Name, int Partitions)> Topics(string bootstrapServers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        return [.. admin.GetMetadata(Deadline).Topics.Where(topic => !topic.Topic.StartsWith("__", StringComparison.Ordinal))
            .Select(topic => (topic.Topic, topic.Partitions.Count))];
    }

    /// <summary>How many records a topic was given since it was made.</summary>
    public static long Records(string bootstrapServers, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "none" }).Build();
        return Enumerable.Range(0, Partitions(bootstrapServers, topic)).Sum(partition => consumer.QueryWatermarkOffsets(new(topic, partition), Deadline).High.Value);
    }

    /// <summary>The records of some keys, once there are so many of them and no more come; partition by partition in order.</summary>
    public static Task<IReadOnlyList<ReadRecord>> ReadAsync(string bootstrapServers, string topic, IReadOnlySet<string> keys, int count, CancellationToken token) =>
        Task.Run<IReadOnlyList<ReadRecord>>(() =>
        {
            using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
            {
                BootstrapServers = bootstrapServers, GroupId = $"test-{Guid.NewGuid():N}", AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoCommit = false, FetchQueueBackoffMs = 5,
            }).Build();
            consumer.Assign(Enumerable.Range(0, Partitions(bootstrapServers, topic)).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
            var found = new List<ReadRecord>();
            var (start, last) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp());
            while (TimeProvider.System.GetElapsedTime(start) < Deadline && !(found.Count >= count && TimeProvider.System.GetElapsedTime(last) > Quiet))
            {
                token.ThrowIfCancellationRequested();
                if (consumer.Consume(Poll) is not { Message: { } message } record) continue;
                last = TimeProvider.System.GetTimestamp();
                if (!keys.Contains(message.Key)) continue;
                var traceparent = message.Headers.TryGetLastBytes("traceparent", out var bytes) ? Encoding.ASCII.GetString(bytes) : null;
                found.Add(new(message.Key, message.Value, traceparent, record.Partition.Value, record.Offset.Value));
            }
            return [.. found.OrderBy(record => record.Partition).ThenBy(record => record.Offset)];
        }, token);

    private static int Partitions(string bootstrapServers, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        return admin.GetMetadata(topic, Deadline).Topics.Single().Partitions.Count;
    }
}
