using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Caloguessr.Benchmarks.Kafka;

/// <summary>Records of 200 bytes at a steady rate, from the intended moment of each until it is consumed.</summary>
internal static class KafkaLatency
{
    private const int Bytes = 200, Partitions = 9;

    public static async Task<int> RunAsync(string bootstrap, int rate, int seconds)
    {
        var topic = $"latency-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
        var times = new ConcurrentBag<double>();
        var (count, reads) = (rate * seconds, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var consuming = Task.Factory.StartNew(() => Consume(bootstrap, topic, count, times, reads), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await ProduceAsync(bootstrap, topic, rate, count, reads.Task);
        await consuming.WaitAsync(TimeSpan.FromSeconds(60));
        await admin.DeleteTopicsAsync([topic]);
        Console.WriteLine(new Times(times));
        return 0;
    }

    // Begins once a first record of each partition has come back: what a group needs to form is another measurement.
    private static async Task ProduceAsync(string bootstrap, string topic, int rate, int count, Task reads)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, Acks = Acks.All, LingerMs = 1 }).Build();
        for (var partition = 0; partition < Partitions; partition++) producer.Produce(new TopicPartition(topic, partition), new() { Value = [] });
        await reads.WaitAsync(TimeSpan.FromSeconds(60));
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
        {
            var due = began + (long)((double)number / rate * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due) Thread.Yield();
            var value = new byte[Bytes];
            BitConverter.TryWriteBytes(value, due);
            BitConverter.TryWriteBytes(value.AsSpan(8), number);
            producer.Produce(new TopicPartition(topic, number % Partitions), new() { Value = value });
        }
        producer.Flush(TimeSpan.FromSeconds(30));
    }

    private static void Consume(string bootstrap, string topic, int count, ConcurrentBag<double> times, TaskCompletionSource reads)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = topic,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchQueueBackoffMs = 5,
            EnableAutoCommit = false,
        }).Build();
        consumer.Subscribe(topic);
        for (var seen = -Partitions; seen < count; seen++)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(30)) is not { } got) throw new TimeoutException($"{seen} of {count} records came.");
            if (seen == -1) reads.SetResult();
            if (seen < 0) continue;
            var waited = Stopwatch.GetElapsedTime(BitConverter.ToInt64(got.Message.Value)).TotalMilliseconds;
            // The first fifth is warm-up.
            if (BitConverter.ToInt32(got.Message.Value, 8) >= count / 5) times.Add(waited);
        }
        consumer.Close();
    }
}
