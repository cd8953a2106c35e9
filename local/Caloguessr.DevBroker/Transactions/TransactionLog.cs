using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>
/// The states of transactional ids, in <c>__transaction_state</c>, in the formats of Kafka's own: TransactionLogKey 0 and TransactionLogValue 0,
/// which is followed here by the groups (Kafka keeps them as partitions of its offsets topic).
/// </summary>
internal sealed class TransactionLog(TopicStore topics, TimeProvider time)
{
    private static readonly Dictionary<string, string> Config = new() { ["cleanup.policy"] = "compact", ["segment.bytes"] = "104857600" };

    private readonly PartitionLog _log = topics.GetOrCreate(Topic.TransactionState, 1, Config).Partitions[0];

    /// <exception cref="IOException">The disk takes nothing.</exception>
    public void Write(string id, TransactionState state)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var key = new KafkaWriter();
        key.Int16(0);
        key.String(id);
        using var value = new KafkaWriter();
        value.Int16(0);
        value.Int64(state.ProducerId);
        value.Int16(state.Epoch);
        value.Int32(state.TimeoutMs);
        value.Int8((sbyte)state.Status);
        value.Array(state.Partitions.GroupBy(partition => partition.Topic).ToList(), topic =>
        {
            value.String(topic.Key);
            value.Int32Array([.. topic.Select(partition => partition.Partition)]);
        });
        value.Int64(now);
        value.Int64(state.StartedAt);
        value.Array([.. state.Groups], value.String);

        var records = Record.Write([Record.Of(key.Written, value.Written)]);
        var whole = new byte[RecordBatch.HeaderBytes + records.Length];
        records.CopyTo(whole, RecordBatch.HeaderBytes);
        new RecordBatch(whole).Write(0, BatchAttributes.None, 0, now, now, -1, -1, -1, 1);
        _log.AppendOwn(whole);
    }

    /// <summary>The last state of each transactional id.</summary>
    public Dictionary<string, Transaction> Load()
    {
        var transactions = new Dictionary<string, Transaction>(StringComparer.Ordinal);
        _log.Visit(batch =>
        {
            foreach (var record in Record.Read(batch))
            {
                var key = new KafkaReader(record.Key!.Value.ToArray());
                key.Int16();
                var id = key.String();
                if (record.Value is { } value) transactions[id] = Read(id, new(value.ToArray()));
                else transactions.Remove(id);
            }
            return true;
        });
        return transactions;
    }

    private static Transaction Read(string id, KafkaReader value)
    {
        value.Int16();
        var state = new TransactionState { ProducerId = value.Int64(), Epoch = value.Int16(), TimeoutMs = value.Int32(), Status = (TransactionStatus)value.Int8() };
        var partitions = value.Array(from => (Topic: from.String(), Numbers: from.Array(part => part.Int32())))
            .SelectMany(topic => topic.Numbers.Select(number => new TopicPartition(topic.Topic, number)));
        value.Int64();
        return new(id) { State = state with { Partitions = [.. partitions], StartedAt = value.Int64(), Groups = [.. value.Array(from => from.String())] } };
    }
}
