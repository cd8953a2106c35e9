using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;

namespace Caloguessr.Benchmarks.Kafka;

/// <summary>Consumers that wait at the end of a topic, and what the broker's process does meanwhile.</summary>
internal static class KafkaIdle
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string bootstrap, int count, int seconds, int brokerProcess)
    {
        var topic = $"idle-{Guid.NewGuid():N}";
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build())
            await admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
        var consumers = Enumerable.Range(0, count).Select(_ =>
        {
            var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "idle", EnableAutoCommit = false }).Build();
            consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
            return consumer;
        }).ToList();
        await Task.Delay(Settled, TimeProvider.System, CancellationToken.None);

        using var broker = Process.GetProcessById(brokerProcess);
        var (before, started) = (broker.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, CancellationToken.None);
        broker.Refresh();
        var spent = (broker.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(started);
        var memory = broker.WorkingSet64 / 1024 / 1024;

        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = bootstrap }).Build())
            await producer.ProduceAsync(topic, new() { Value = "awake" });
        foreach (var consumer in consumers)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(30)) is null) throw new TimeoutException("A consumer that waited got nothing within 30 s.");
            consumer.Dispose();
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spent * 100:0.0} % of a core, {memory} MiB"));
        return 0;
    }
}
