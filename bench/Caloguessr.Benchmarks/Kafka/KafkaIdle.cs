using System.Diagnostics;
using Confluent.Kafka;

namespace Caloguessr.Benchmarks.Kafka;

/// <summary>Consumers that wait at the end of a topic, until the caller has looked at the broker.</summary>
internal static class KafkaIdle
{
    public static int Run(string bootstrap, int count, int seconds)
    {
        var topic = $"idle-{Guid.NewGuid():N}";
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = bootstrap }).Build())
        {
            producer.Produce(topic, new() { Value = "made" });
            producer.Flush(TimeSpan.FromSeconds(30));
        }
        var consumers = Enumerable.Range(0, count).Select(_ =>
        {
            var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "idle", EnableAutoCommit = false }).Build();
            consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.End));
            return consumer;
        }).ToList();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            foreach (var consumer in consumers) consumer.Consume(0);
        foreach (var consumer in consumers) consumer.Dispose();
        Console.WriteLine($"{count} consumers waited");
        return 0;
    }
}
