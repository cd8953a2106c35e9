using System.Globalization;
using Caloguessr.DevBroker.Log;

namespace Caloguessr.DevBroker.Topics;

/// <summary>A topic's configuration: names, defaults and allowed values are Kafka's ("Topic Configs"). Times in ms, sizes in bytes.</summary>
internal sealed class TopicConfig
{
    /// <summary>Every configuration there is, in the order of their names.</summary>
    public static IReadOnlyList<TopicConfigDefinition> Definitions { get; } =
    [
        TopicConfigDefinition.Words("cleanup.policy", "delete", "delete", "compact"),
        TopicConfigDefinition.Word("compression.type", "producer", "producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"),
        TopicConfigDefinition.Int64("delete.retention.ms", 86400000, 0),
        TopicConfigDefinition.Int64("file.delete.delay.ms", 60000, 0),
        TopicConfigDefinition.Int64("flush.messages", long.MaxValue, 1),
        TopicConfigDefinition.Int64("flush.ms", long.MaxValue, 0),
        TopicConfigDefinition.Int32("index.interval.bytes", 4096, 0),
        TopicConfigDefinition.Int64("max.compaction.lag.ms", long.MaxValue, 1),
        TopicConfigDefinition.Int32("max.message.bytes", 1048588, 0),
        TopicConfigDefinition.Int64("message.timestamp.after.max.ms", 3600000, 0),
        TopicConfigDefinition.Int64("message.timestamp.before.max.ms", long.MaxValue, 0),
        TopicConfigDefinition.Word("message.timestamp.type", "CreateTime", "CreateTime", "LogAppendTime"),
        TopicConfigDefinition.Real("min.cleanable.dirty.ratio", 0.5, 0, 1),
        TopicConfigDefinition.Int64("min.compaction.lag.ms", 0, 0),
        TopicConfigDefinition.Int32("min.insync.replicas", 1, 1),
        TopicConfigDefinition.Flag("preallocate", false),
        TopicConfigDefinition.Int64("retention.bytes", -1, long.MinValue),
        TopicConfigDefinition.Int64("retention.ms", 604800000, -1),
        TopicConfigDefinition.Int32("segment.bytes", 1073741824, 1048576),
        TopicConfigDefinition.Int32("segment.index.bytes", 10485760, 4),
        TopicConfigDefinition.Int64("segment.jitter.ms", 0, 0),
        TopicConfigDefinition.Int64("segment.ms", 604800000, 1),
        TopicConfigDefinition.Flag("unclean.leader.election.enable", false),
    ];

    private static readonly Dictionary<string, TopicConfigDefinition> ByName = Definitions.ToDictionary(definition => definition.Name, StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, string> _set;

    /// <param name="set">Values that differ from the defaults; they must be checked.</param>
    public TopicConfig(IReadOnlyDictionary<string, string> set)
    {
        _set = set;
        IsCompacted = this["cleanup.policy"].Contains("compact", StringComparison.Ordinal);
        IsDeleted = this["cleanup.policy"].Contains("delete", StringComparison.Ordinal);
        Compression = this["compression.type"] switch
        {
            "producer" => null,
            "uncompressed" => Codec.None,
            var codec => Enum.Parse<Codec>(codec, ignoreCase: true),
        };
        DeleteRetentionMs = Int64("delete.retention.ms");
        MaxMessageBytes = (int)Int64("max.message.bytes");
        TimestampAfterMaxMs = Int64("message.timestamp.after.max.ms");
        TimestampBeforeMaxMs = Int64("message.timestamp.before.max.ms");
        IsLogAppendTime = this["message.timestamp.type"] == "LogAppendTime";
        MinCleanableDirtyRatio = double.Parse(this["min.cleanable.dirty.ratio"], CultureInfo.InvariantCulture);
        MinCompactionLagMs = Int64("min.compaction.lag.ms");
        RetentionBytes = Int64("retention.bytes");
        RetentionMs = Int64("retention.ms");
        SegmentBytes = (int)Int64("segment.bytes");
        SegmentMs = Int64("segment.ms");
    }

    public bool IsCompacted { get; }
    public bool IsDeleted { get; }

    /// <summary>The codec in which batches are stored; <c>null</c>: the producer's.</summary>
    public Codec? Compression { get; }

    public long DeleteRetentionMs { get; }
    public int MaxMessageBytes { get; }
    public long TimestampAfterMaxMs { get; }
    public long TimestampBeforeMaxMs { get; }
    public bool IsLogAppendTime { get; }
    public double MinCleanableDirtyRatio { get; }
    public long MinCompactionLagMs { get; }
    public long RetentionBytes { get; }
    public long RetentionMs { get; }
    public int SegmentBytes { get; }
    public long SegmentMs { get; }

    /// <summary>What differs from the defaults.</summary>
    public IReadOnlyDictionary<string, string> Set => _set;

    /// <summary>A value, set or default, as text.</summary>
    public string this[string name] => _set.GetValueOrDefault(name) ?? ByName[name].Default;

    /// <summary>Why a value is not allowed; <c>null</c>: it is.</summary>
    public static string? Fault(string name, string? value) =>
        !ByName.TryGetValue(name, out var definition) ? $"Unknown topic config name: {name}"
        : value is null ? $"Null value not supported for topic configs: {name}"
        : definition.Fault(value);

    /// <summary>What holds where nothing is set; <c>null</c>: there is no such configuration.</summary>
    public static string? DefaultOf(string name) => ByName.GetValueOrDefault(name)?.Default;

    /// <summary>Whether a value is a list to which words can be added.</summary>
    public static bool IsList(string name) => ByName.TryGetValue(name, out var definition) && definition.Type == TopicConfigType.List;

    private long Int64(string name) => long.Parse(this[name], CultureInfo.InvariantCulture);
}
