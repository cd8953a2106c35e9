using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Caloguessr.Benchmarks.Kafka;

/// <summary>Produces records to a fresh topic, then consumes them all again; the count must be exact.</summary>
internal static class KafkaRates
{
    public static async Task<int> RunAsync(string bootstrap, int count, int bytes, int partitions, CompressionType codec)
    {
        var topic = $"rates-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
        var produced = Produce(bootstrap, topic, count, bytes, codec);
        var consumed = Consume(bootstrap, topic, count);
        await admin.DeleteTopicsAsync([topic]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count / produced.TotalSeconds:0} {count / consumed.TotalSeconds:0}"));
        return 0;
    }

    private static TimeSpan Produce(string bootstrap, string topic, int count, int bytes, CompressionType codec)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            Acks = Acks.All,
            LingerMs = 5,
            CompressionType = codec,
            BatchSize = 1_000_000,
            QueueBufferingMaxMessages = 1_000_000,
            QueueBufferingMaxKbytes = 1_000_000,
        }).Build();
        var value = Reading(bytes);
        var acknowledged = 0;
        Exception? failed = null;
        void Delivered(DeliveryReport<byte[], byte[]> report)
        {
            if (report.Error.IsError) failed = new KafkaException(report.Error);
            Interlocked.Increment(ref acknowledged);
        }

        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
        {
            var message = new Message<byte[], byte[]> { Key = BitConverter.GetBytes(number), Value = value };
            while (true)
            {
                try
                {
                    producer.Produce(topic, message, Delivered);
                    break;
                }
                catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(10));
                }
            }
        }
        producer.Flush(TimeSpan.FromMinutes(2));
        var took = Stopwatch.GetElapsedTime(started);
        if (failed is not null) throw failed;
        return acknowledged == count ? took : throw new InvalidOperationException($"{acknowledged} of {count} records were acknowledged.");
    }

    private static TimeSpan Consume(string bootstrap, string topic, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = topic,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            FetchQueueBackoffMs = 5,
            QueuedMinMessages = 1_000_000,
        }).Build();
        consumer.Subscribe(topic);
        var (seen, started) = (0, 0L);
        while (seen < count)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(30)) is null) throw new TimeoutException($"{seen} of {count} records came within 30 s.");
            // From the first record on: what a group needs to form is another measurement.
            if (seen++ == 0) started = Stopwatch.GetTimestamp();
        }
        var took = Stopwatch.GetElapsedTime(started);
        consumer.Close();
        return took;
    }

    // Half of it repeats, as in JSON: a codec must have something to do and not everything.
    private static byte[] Reading(int bytes)
    {
        var random = new Random(1);
        var value = new byte[bytes];
        for (var at = 0; at < bytes; at++) value[at] = (byte)(at % 2 == 0 ? "{\"sensorId\":\"fridge-1\",\"value\":4.2}"[at / 2 % 35] : random.Next('0', '9' + 1));
        return value;
    }
}
