using System.Collections.Immutable;
using Caloguessr.DevBroker.Groups;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>What is known of a transactional id.</summary>
internal sealed record TransactionState
{
    public long ProducerId { get; init; } = -1;
    public short Epoch { get; init; } = -1;
    public int TimeoutMs { get; init; }
    public TransactionStatus Status { get; init; }

    /// <summary>When it began, in ms.</summary>
    public long StartedAt { get; init; } = -1;

    /// <summary>Partitions it may write to.</summary>
    public ImmutableHashSet<TopicPartition> Partitions { get; init; } = [];

    /// <summary>Groups whose offsets it may commit.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Whether it is being ended right now.</summary>
    public bool IsEnding => Status is TransactionStatus.PrepareCommit or TransactionStatus.PrepareAbort;

    /// <summary>Whether this producer may write in it.</summary>
    public bool IsOpenFor(long producerId, short epoch) => Status == TransactionStatus.Ongoing && ProducerId == producerId && Epoch == epoch;
}
