using System.Collections.Concurrent;
using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>
/// Transactions across partitions and groups, in Kafka's transaction version 1. Source: KIP-98, TransactionCoordinator. A decision is written down
/// before its markers: after a crash or a full disk in between, the next sweep writes the markers.
/// </summary>
internal sealed class TransactionCoordinator
{
    private const short LastEpoch = short.MaxValue - 1;

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
        foreach (var transaction in _byId.Values) _byProducer[transaction.State.ProducerId] = transaction;
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
            if (known.ProducerId >= 0 && (known.ProducerId, known.Epoch) != (transaction.State.ProducerId, transaction.State.Epoch)) return (ErrorCode.ProducerFenced, -1, -1);
            if (transaction.State.Status == TransactionStatus.Ongoing) Abort(transaction);
            else if (transaction.State.IsEnding) WriteMarkers(transaction);
            var before = transaction.State.ProducerId;
            var (producerId, epoch) = before >= 0 && transaction.State.Epoch < LastEpoch ? (before, (short)(transaction.State.Epoch + 1)) : (_ids.Next(), (short)0);
            Store(transaction, transaction.State with { ProducerId = producerId, Epoch = epoch, TimeoutMs = timeoutMs, Status = TransactionStatus.Empty });
            if (before != producerId) _byProducer.TryRemove(before, out _);
            _byProducer[producerId] = transaction;
            return (ErrorCode.None, producerId, epoch);
        }
    }

    /// <summary>Lets a transaction write to partitions; the first ones begin it.</summary>
    public ErrorCode Add(string transactionalId, long producerId, short epoch, IReadOnlyCollection<TopicPartition> partitions) =>
        Change(transactionalId, producerId, epoch, state => state with { Partitions = state.Partitions.Union(partitions) });

    /// <summary>Lets a transaction commit the offsets of a group.</summary>
    public ErrorCode Add(string transactionalId, long producerId, short epoch, string group) =>
        Change(transactionalId, producerId, epoch, state => state with { Groups = state.Groups.Add(group) });

    /// <summary>Appends a transactional batch, while its transaction is open.</summary>
    public AppendResult Append(long producerId, short epoch, TopicPartition partition, Func<AppendResult> append)
    {
        if (!_byProducer.TryGetValue(producerId, out var transaction)) return AppendResult.Refused(ErrorCode.InvalidTxnState);
        lock (transaction.Lock)
            return epoch < transaction.State.Epoch ? AppendResult.Refused(ErrorCode.InvalidProducerEpoch)
                : transaction.State.IsOpenFor(producerId, epoch) && transaction.State.Partitions.Contains(partition) ? append()
                : AppendResult.Refused(ErrorCode.InvalidTxnState);
    }

    /// <summary>Commits offsets in a transaction, while it is open.</summary>
    public IReadOnlyList<ErrorCode> Commit(string transactionalId, OffsetCommit commit)
    {
        if (!_byId.TryGetValue(transactionalId, out var transaction)) return All(commit, ErrorCode.InvalidProducerIdMapping);
        lock (transaction.Lock)
            return Check(transaction, commit.ProducerId, commit.ProducerEpoch) is not ErrorCode.None and var refused ? All(commit, refused)
                : transaction.State.IsOpenFor(commit.ProducerId, commit.ProducerEpoch) && transaction.State.Groups.Contains(commit.Group) ? _groups.Commit(commit)
                : All(commit, ErrorCode.InvalidTxnState);
    }

    public ErrorCode End(string transactionalId, long producerId, short epoch, bool commit)
    {
        if (!_byId.TryGetValue(transactionalId, out var transaction)) return ErrorCode.InvalidProducerIdMapping;
        lock (transaction.Lock)
        {
            if (Check(transaction, producerId, epoch) is not ErrorCode.None and var refused) return refused;
            switch (transaction.State.Status)
            {
                case TransactionStatus.Ongoing:
                    Store(transaction, transaction.State with { Status = commit ? TransactionStatus.PrepareCommit : TransactionStatus.PrepareAbort });
                    WriteMarkers(transaction);
                    return ErrorCode.None;
                case TransactionStatus.PrepareCommit when commit:
                case TransactionStatus.PrepareAbort when !commit:
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

    /// <summary>Aborts transactions that were open for too long, and fences their producers; ends those whose markers could not be written.</summary>
    /// <exception cref="IOException">Something could not be written down; the others were looked at all the same.</exception>
    public void Sweep()
    {
        IOException? fault = null;
        foreach (var transaction in _byId.Values)
            lock (transaction.Lock)
                try
                {
                    Sweep(transaction);
                }
                catch (IOException failed)
                {
                    fault = failed;
                }
        if (fault is not null) throw new IOException($"A transaction could not be ended: {fault.Message}", fault);
    }

    private void Sweep(Transaction transaction)
    {
        if (transaction.State.IsEnding) WriteMarkers(transaction);
        else if (transaction.State.Status == TransactionStatus.Ongoing && Now - transaction.State.StartedAt > transaction.State.TimeoutMs) Abort(transaction);
    }

    private ErrorCode Change(string transactionalId, long producerId, short epoch, Func<TransactionState, TransactionState> add)
    {
        if (!_byId.TryGetValue(transactionalId, out var transaction)) return ErrorCode.InvalidProducerIdMapping;
        lock (transaction.Lock)
        {
            if (Check(transaction, producerId, epoch) is not ErrorCode.None and var refused) return refused;
            var state = transaction.State;
            if (state.IsEnding) return ErrorCode.ConcurrentTransactions;
            if (state.Status != TransactionStatus.Ongoing) state = state with { Status = TransactionStatus.Ongoing, StartedAt = Now };
            Store(transaction, add(state));
            return ErrorCode.None;
        }
    }

    private static ErrorCode Check(Transaction transaction, long producerId, short epoch) =>
        producerId != transaction.State.ProducerId ? ErrorCode.InvalidProducerIdMapping
        : epoch != transaction.State.Epoch ? ErrorCode.ProducerFenced
        : ErrorCode.None;

    private static IReadOnlyList<ErrorCode> All(OffsetCommit commit, ErrorCode error) => [.. commit.Offsets.Select(_ => error)];

    // The markers carry the raised epoch, so that partitions refuse what the old producer may still send.
    private void Abort(Transaction transaction)
    {
        var epoch = Math.Min(transaction.State.Epoch + 1, short.MaxValue);
        Store(transaction, transaction.State with { Status = TransactionStatus.PrepareAbort, Epoch = (short)epoch });
        WriteMarkers(transaction);
    }

    // What could not be written before may be tried again: a partition takes one marker for each transaction.
    private void WriteMarkers(Transaction transaction)
    {
        var state = transaction.State;
        var commit = state.Status == TransactionStatus.PrepareCommit;
        foreach (var partition in state.Partitions) _topics.Find(partition.Topic, partition.Partition)?.EndTransaction(commit, state.ProducerId, state.Epoch, Now);
        if (state.Groups.Count > 0) _groups.EndTransaction(commit, state.ProducerId, state.Epoch, state.Groups);
        Store(transaction, state with { Partitions = [], Groups = [], Status = commit ? TransactionStatus.CompleteCommit : TransactionStatus.CompleteAbort });
    }

    // What cannot be written down has not happened.
    private void Store(Transaction transaction, TransactionState state)
    {
        _log.Write(transaction.Id, state);
        transaction.State = state;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
