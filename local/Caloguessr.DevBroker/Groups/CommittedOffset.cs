namespace Caloguessr.DevBroker.Groups;

/// <summary>How far a group has read a partition. The time is of the commit, in ms.</summary>
internal sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata, long CommittedAt);

/// <summary>A partition of a topic, as a key.</summary>
internal readonly record struct TopicPartition(string Topic, int Partition);
