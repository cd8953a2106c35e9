namespace Caloguessr.DevBroker.Transactions;

/// <summary>A transactional id and where it is. Whoever uses it holds its lock, so that nothing is written after its end.</summary>
internal sealed class Transaction(string id)
{
    public string Id { get; } = id;
    public Lock Lock { get; } = new();

    /// <summary>As it is written down: a new state counts from then on, not before.</summary>
    public TransactionState State { get; set; } = new();
}
