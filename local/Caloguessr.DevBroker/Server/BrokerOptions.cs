using System.ComponentModel.DataAnnotations;

namespace Caloguessr.DevBroker.Server;

/// <summary>Settings of the development broker, section <c>Broker</c>. What Kafka has a name for is called as Kafka calls it.</summary>
internal sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>The address to listen on. Default 127.0.0.1: this machine only.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port to listen on; 0: any free one. Default 9092.</summary>
    [Range(0, 65535, ErrorMessage = "is no port; give a number from 0 to 65535")]
    public int Port { get; set; } = 9092;

    /// <summary>The host that clients are told; default: <see cref="Host"/>.</summary>
    public string? AdvertisedHost { get; set; }

    /// <summary>The directory of the logs. Default <c>kafka-data</c> in the working directory.</summary>
    [Required]
    public string Data { get; set; } = "kafka-data";

    /// <summary>Partitions of a topic that is made without a number. Default 1.</summary>
    [Range(1, 10_000, ErrorMessage = "must be from 1 to 10000")]
    public int NumPartitions { get; set; } = 1;

    /// <summary>Whether a client that asks for a topic makes it. Default true.</summary>
    public bool AutoCreateTopicsEnable { get; set; } = true;

    /// <summary>How often retention and compaction look at the logs. Default 5 minutes, as Kafka's <c>log.retention.check.interval.ms</c>.</summary>
    public TimeSpan LogRetentionCheckInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the first member of an empty group waits for others. Default 0; Kafka's is 3 s, which a developer does not want to wait.</summary>
    public TimeSpan GroupInitialRebalanceDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long offsets of an empty group are kept. Default 7 days.</summary>
    public TimeSpan OffsetsRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The longest transaction that may be asked for. Default 15 minutes.</summary>
    public TimeSpan TransactionMaxTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The largest request in bytes, as Kafka's <c>socket.request.max.bytes</c>. Default 100 MiB.</summary>
    [Range(1024, int.MaxValue, ErrorMessage = "must be at least 1024")]
    public int SocketRequestMaxBytes { get; set; } = 100 * 1024 * 1024;
}
