namespace Caloguessr.DevBroker.Groups;

/// <summary>Offsets to be committed, by a member of the group (its generation) or by whoever assigns partitions itself (-1).</summary>
internal sealed record OffsetCommit(
    string Group, int Generation, string MemberId, string? InstanceId, IReadOnlyList<(TopicPartition Partition, CommittedOffset Offset)> Offsets,
    long ProducerId = -1, short ProducerEpoch = -1)
{
    /// <summary>As Kafka's <c>offset.metadata.max.bytes</c>.</summary>
    public const int LongestMetadata = 4096;
}
