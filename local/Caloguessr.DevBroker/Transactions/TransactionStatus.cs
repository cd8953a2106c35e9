namespace Caloguessr.DevBroker.Transactions;

/// <summary>Where a transactional producer is. Numbers and names are those of Kafka's TransactionState.</summary>
internal enum TransactionStatus : sbyte
{
    Empty = 0,
    Ongoing = 1,
    PrepareCommit = 2,
    PrepareAbort = 3,
    CompleteCommit = 4,
    CompleteAbort = 5,
}
