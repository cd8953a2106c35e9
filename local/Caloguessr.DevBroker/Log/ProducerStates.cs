using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Log;

/// <summary>
/// What a partition knows of its idempotent and transactional producers: the last sequence numbers, for duplicates and gaps, the epoch, for
/// fencing, and the first offset of an open transaction. Source: KIP-98, KIP-360; ProducerStateManager.
/// </summary>
internal sealed class ProducerStates
{
    // A producer has at most this many batches in flight.
    private const int KeptBatches = 5;

    private readonly Dictionary<long, State> _producers = [];

    public IEnumerable<long> OpenTransactions => _producers.Values.Where(state => state.TransactionFirst is not null).Select(state => state.TransactionFirst!.Value);

    public long? TransactionFirst(long producerId) => _producers.TryGetValue(producerId, out var state) ? state.TransactionFirst : null;

    /// <summary>The offset range of a batch that is here already.</summary>
    public (long First, long Last)? Duplicate(RecordBatch batch)
    {
        if (!_producers.TryGetValue(batch.ProducerId, out var state) || state.Epoch != batch.ProducerEpoch) return null;
        foreach (var kept in state.Batches)
            if (kept.FirstSequence == batch.BaseSequence && kept.LastSequence == batch.LastSequence) return (kept.FirstOffset, kept.LastOffset);
        return null;
    }

    /// <summary>Whether a batch may come next.</summary>
    public ErrorCode Check(RecordBatch batch)
    {
        if (!_producers.TryGetValue(batch.ProducerId, out var state)) return ErrorCode.None;
        if (state.TransactionFirst is not null && !batch.IsTransactional) return ErrorCode.InvalidTxnState;
        if (batch.ProducerEpoch < state.Epoch) return ErrorCode.InvalidProducerEpoch;
        if (batch.ProducerEpoch > state.Epoch) return batch.BaseSequence == 0 ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
        if (state.Batches.Count == 0) return ErrorCode.None;
        var expected = state.LastSequence == int.MaxValue ? 0 : state.LastSequence + 1;
        return batch.BaseSequence == expected ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Takes note of a batch that was appended.</summary>
    public void Appended(RecordBatch batch)
    {
        if (!_producers.TryGetValue(batch.ProducerId, out var state)) _producers.Add(batch.ProducerId, state = new());
        if (batch.ProducerEpoch != state.Epoch) state.Batches.Clear();
        state.Epoch = batch.ProducerEpoch;
        state.LastTimestamp = Math.Max(state.LastTimestamp, batch.MaxTimestamp);
        if (batch.IsControl)
        {
            state.TransactionFirst = null;
            return;
        }
        state.Batches.Enqueue(new(batch.BaseSequence, batch.LastSequence, batch.BaseOffset, batch.LastOffset));
        if (state.Batches.Count > KeptBatches) state.Batches.Dequeue();
        state.LastSequence = batch.LastSequence;
        if (batch.IsTransactional) state.TransactionFirst ??= batch.BaseOffset;
    }

    /// <summary>Whether the last batch of a producer is this one; compaction must keep its header.</summary>
    public bool IsLast(RecordBatch batch) =>
        _producers.TryGetValue(batch.ProducerId, out var state) && state.Batches.Count > 0 && state.Batches.Last().LastOffset == batch.LastOffset;

    /// <summary>Forgets producers without an open transaction that wrote nothing since.</summary>
    public void Expire(long before)
    {
        foreach (var (id, state) in _producers)
            if (state.TransactionFirst is null && state.LastTimestamp < before) _producers.Remove(id);
    }

    public void Write(KafkaWriter writer) => writer.Array(_producers, producer =>
    {
        var (id, state) = producer;
        writer.Int64(id);
        writer.Int16(state.Epoch);
        writer.Int64(state.LastTimestamp);
        writer.Int32(state.LastSequence);
        writer.Int64(state.TransactionFirst ?? -1);
        writer.Array(state.Batches, batch =>
        {
            writer.Int32(batch.FirstSequence);
            writer.Int32(batch.LastSequence);
            writer.Int64(batch.FirstOffset);
            writer.Int64(batch.LastOffset);
        });
    });

    public static ProducerStates Read(KafkaReader reader)
    {
        var states = new ProducerStates();
        reader.Array(from =>
        {
            var id = from.Int64();
            var state = new State { Epoch = from.Int16(), LastTimestamp = from.Int64(), LastSequence = from.Int32() };
            state.TransactionFirst = from.Int64() is >= 0 and var first ? first : null;
            foreach (var batch in from.Array(part => new Batch(part.Int32(), part.Int32(), part.Int64(), part.Int64()))) state.Batches.Enqueue(batch);
            states._producers.Add(id, state);
            return id;
        });
        return states;
    }

    private sealed record Batch(int FirstSequence, int LastSequence, long FirstOffset, long LastOffset);

    private sealed class State
    {
        public short Epoch { get; set; } = -1;
        public int LastSequence { get; set; } = -1;
        public long LastTimestamp { get; set; } = -1;
        public long? TransactionFirst { get; set; }
        public Queue<Batch> Batches { get; } = new(KeptBatches + 1);
    }
}
