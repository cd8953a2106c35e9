using System.Collections.Concurrent;
using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>
/// Transactions across partitions and groups, in Kafka's transaction version 1. Source: KIP-98, TransactionCoordinator. A decision is written down
/// before its markers: after a crash in between, the markers are written at the start.
/// </summary>
internal sealed class TransactionCoordinator
{
    private readonly ConcurrentDictionary<string, Transaction> _byId;
    private readonly ConcurrentDictionary<long, Transaction> _byProducer = new();
    private readonly TransactionLog _log;
    private readonly TopicStore _topics;
    private readonly GroupCoordinator _groups;
    private readonly ProducerIds _ids;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;

    public TransactionCoordinator(TopicStore topics, GroupCoordinator groups, ProducerIds ids, BrokerOptions options, TimeProvider time)
    {
        (_topics, _groups, _ids, _options, _time) = (topics, groups, ids, options, time);
        _log = new(topics, time);
        _byId = new(_log.Load(), StringComparer.Ordinal);
        foreach (var transaction in _byId.Values)
        {
            _byProducer[transaction.ProducerId] = transaction;
            if (transaction.IsEnding) WriteMarkers(transaction);
        }
    }

    /// <summary>Gives a producer its id and epoch; an earlier producer of the same transactional id is fenced, and what it left open is aborted.</summary>
    /// <param name="transactionalId"><c>null</c>: an idempotent producer without transactions.</param>
    /// <param name="timeoutMs">How long a transaction may stay open.</param>
    /// <param name="known">The id and epoch that the producer has already and wants raised (KIP-360); -1 and -1: none.</param>
    public (ErrorCode Error, long ProducerId, short Epoch) Init(string? transactionalId, int timeoutMs, (long ProducerId, short Epoch) known)
    {
        if (transactionalId is null) return (ErrorCode.None, _ids.Next(), 0);
        if (transactionalId.Length == 0) return (ErrorCode.InvalidRequest, -1, -1);
        if (timeoutMs <= 0 || timeoutMs > _options.TransactionMaxTimeout.TotalMilliseconds) return (ErrorCode.InvalidTransactionTimeout, -1, -1);
        var transaction = _byId.GetOrAdd(transactionalId, id => new(id));
        lock (transaction.Lock)
        {
            if (known.ProducerId >= 0 && (known.ProducerId != transaction.ProducerId || known.Epoch != transaction.Epoch)) return (ErrorCode.ProducerFenced, -1, -1);
            if (transaction.Status == TransactionStatus.Ongoing) Abort(transaction);
            Raise(transaction);
            transaction.TimeoutMs = timeoutMs;
            transaction.Status = TransactionStatus.Empty;
            _log.Write(transaction);
            return (ErrorCode.None, transaction.ProducerId, transaction.Epoch);
        }
    }

    /// <summary>Lets a transaction write to partitions; the first ones begin it.</summary>
    public ErrorCode Add(string transactionalId, long producerId, short epoch, IReadOnlyCollection<TopicPartition> partitions) =>
        Change(transactionalId, producerId, epoch, transaction => transaction.Partitions.UnionWith(partitions));

    /// <summary>Lets a transaction commit the offsets of a group.</summary>
    public ErrorCode Add(string transactionalId, long producerId, short epoch, string group) =>
        Change(transactionalId, producerId, epoch, transaction => transaction.Groups.Add(group));

    /// <summary>Appends a transactional batch, while its transaction is open.</summary>
    public AppendResult Append(long producerId, short epoch, TopicPartition partition, Func<AppendResult> append)
    {
        if (!_byProducer.TryGetValue(producerId, out var transaction)) return AppendResult.Refused(ErrorCode.InvalidTxnState);
        lock (transaction.Lock)
            return epoch < transaction.Epoch ? AppendResult.Refused(ErrorCode.InvalidProducerEpoch)
                : IsOpen(transaction, producerId, epoch) && transaction.Partitions.Contains(partition) ? append()
                : AppendResult.Refused(ErrorCode.InvalidTxnState);
    }

    /// <summary>Commits offsets in a transaction, while it is open.</summary>
    public IReadOnlyList<ErrorCode> Commit(string transactionalId, OffsetCommit commit)
    {
        if (!_byId.TryGetValue(transactionalId, out var transaction)) return All(commit, ErrorCode.InvalidProducerIdMapping);
        lock (transaction.Lock)
            return Check(transaction, commit.ProducerId, commit.ProducerEpoch) is not ErrorCode.None and var refused ? All(commit, refused)
                : IsOpen(transaction, commit.ProducerId, commit.ProducerEpoch) && transaction.Groups.Contains(commit.Group) ? _groups.Commit(commit)
                : All(commit, ErrorCode.InvalidTxnState);
    }

    public ErrorCode End(string transactionalId, long producerId, short epoch, bool commit)
    {
        if (!_byId.TryGetValue(transactionalId, out var transaction)) return ErrorCode.InvalidProducerIdMapping;
        lock (transaction.Lock)
        {
            if (Check(transaction, producerId, epoch) is not ErrorCode.None and var refused) return refused;
            switch (transaction.Status)
            {
                case TransactionStatus.Ongoing:
                    transaction.Status = commit ? TransactionStatus.PrepareCommit : TransactionStatus.PrepareAbort;
                    _log.Write(transaction);
                    WriteMarkers(transaction);
                    return ErrorCode.None;
                case TransactionStatus.CompleteCommit when commit:
                case TransactionStatus.CompleteAbort when !commit:
                    return ErrorCode.None;
                default:
                    return ErrorCode.InvalidTxnState;
            }
        }
    }

    /// <summary>Aborts transactions that were open for too long, and fences their producers.</summary>
    public void Sweep()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var transaction in _byId.Values)
            lock (transaction.Lock)
                if (transaction.Status == TransactionStatus.Ongoing && now - transaction.StartedAt > transaction.TimeoutMs)
                    Abort(transaction);
    }

    private ErrorCode Change(string transactionalId, long producerId, short epoch, Action<Transaction> add)
    {
        if (!_byId.TryGetValue(transactionalId, out var transaction)) return ErrorCode.InvalidProducerIdMapping;
        lock (transaction.Lock)
        {
            if (Check(transaction, producerId, epoch) is not ErrorCode.None and var refused) return refused;
            if (transaction.IsEnding) return ErrorCode.ConcurrentTransactions;
            if (transaction.Status != TransactionStatus.Ongoing)
            {
                transaction.Status = TransactionStatus.Ongoing;
                transaction.StartedAt = _time.GetUtcNow().ToUnixTimeMilliseconds();
            }
            add(transaction);
            _log.Write(transaction);
            return ErrorCode.None;
        }
    }

    private static ErrorCode Check(Transaction transaction, long producerId, short epoch) =>
        producerId != transaction.ProducerId ? ErrorCode.InvalidProducerIdMapping
        : epoch != transaction.Epoch ? ErrorCode.ProducerFenced
        : ErrorCode.None;

    private static bool IsOpen(Transaction transaction, long producerId, short epoch) =>
        transaction.Status == TransactionStatus.Ongoing && transaction.ProducerId == producerId && transaction.Epoch == epoch;

    private static IReadOnlyList<ErrorCode> All(OffsetCommit commit, ErrorCode error) => [.. commit.Offsets.Select(_ => error)];

    // The markers carry the raised epoch, so that partitions refuse what the old producer may still send.
    private void Abort(Transaction transaction)
    {
        if (transaction.Epoch < short.MaxValue - 1) transaction.Epoch++;
        transaction.Status = TransactionStatus.PrepareAbort;
        _log.Write(transaction);
        WriteMarkers(transaction);
    }

    private void WriteMarkers(Transaction transaction)
    {
        var commit = transaction.Status == TransactionStatus.PrepareCommit;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var partition in transaction.Partitions)
            _topics.Find(partition.Topic, partition.Partition)?.EndTransaction(commit, transaction.ProducerId, transaction.Epoch, now);
        if (transaction.Groups.Count > 0) _groups.EndTransaction(commit, transaction.ProducerId, transaction.Epoch, transaction.Groups);
        transaction.Partitions.Clear();
        transaction.Groups.Clear();
        transaction.Status = commit ? TransactionStatus.CompleteCommit : TransactionStatus.CompleteAbort;
        _log.Write(transaction);
    }

    private void Raise(Transaction transaction)
    {
        if (transaction.ProducerId >= 0 && transaction.Epoch < short.MaxValue - 1)
        {
            transaction.Epoch++;
            return;
        }
        if (transaction.ProducerId >= 0) _byProducer.TryRemove(transaction.ProducerId, out _);
        (transaction.ProducerId, transaction.Epoch) = (_ids.Next(), 0);
        _byProducer[transaction.ProducerId] = transaction;
    }
}
