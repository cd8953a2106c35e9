using Caloguessr.DevBroker.Groups;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>What is known of a transactional id. Whoever uses it holds its lock, so that nothing is written after its end.</summary>
internal sealed class Transaction(string id)
{
    public string Id { get; } = id;
    public Lock Lock { get; } = new();
    public long ProducerId { get; set; } = -1;
    public short Epoch { get; set; } = -1;
    public int TimeoutMs { get; set; }
    public TransactionStatus Status { get; set; }

    /// <summary>When it began, in ms.</summary>
    public long StartedAt { get; set; } = -1;

    /// <summary>Partitions it may write to.</summary>
    public HashSet<TopicPartition> Partitions { get; } = [];

    /// <summary>Groups whose offsets it may commit.</summary>
    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it is being ended right now.</summary>
    public bool IsEnding => Status is TransactionStatus.PrepareCommit or TransactionStatus.PrepareAbort;
}
