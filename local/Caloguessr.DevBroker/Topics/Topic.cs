using Caloguessr.DevBroker.Log;

namespace Caloguessr.DevBroker.Topics;

/// <summary>A topic as it is now; a change of its partitions or configuration makes another one.</summary>
internal sealed record Topic(string Name, IReadOnlyList<PartitionLog> Partitions, TopicConfig Config)
{
    /// <summary>Where consumer groups keep their offsets.</summary>
    public const string ConsumerOffsets = "__consumer_offsets";

    /// <summary>Where the transaction coordinator keeps what is open.</summary>
    public const string TransactionState = "__transaction_state";

    private const int LongestName = 249;

    public bool IsInternal => Name is ConsumerOffsets or TransactionState;

    public PartitionLog? Partition(int number) => number >= 0 && number < Partitions.Count ? Partitions[number] : null;

    /// <summary>Whether a topic may be called so. Source: org.apache.kafka.common.internals.Topic.</summary>
    public static bool IsValidName(string name) =>
        name.Length is > 0 and <= LongestName && name is not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
