using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Groups;

/// <summary>
/// What groups must not forget, in <c>__consumer_offsets</c>, in the formats of Kafka's own: OffsetCommitKey 1, OffsetCommitValue 3,
/// GroupMetadataKey 2, GroupMetadataValue 3.
/// </summary>
internal sealed class OffsetsLog
{
    private const short OffsetKey = 1, OffsetValue = 3, GroupKey = 2, GroupValue = 3;
    private static readonly Dictionary<string, string> Config = new() { ["cleanup.policy"] = "compact", ["segment.bytes"] = "104857600" };

    private readonly PartitionLog _log;
    private readonly TimeProvider _time;

    public OffsetsLog(TopicStore topics, TimeProvider time) =>
        (_log, _time) = (topics.GetOrCreate(Topic.ConsumerOffsets, 1, Config).Partitions[0], time);

    /// <summary>Writes committed offsets; <c>null</c> forgets one. With a producer they count when its transaction commits.</summary>
    public void Write(string group, IEnumerable<(TopicPartition Partition, CommittedOffset? Offset)> offsets, long producerId = -1, short producerEpoch = -1) =>
        Append([.. offsets.Select(offset => Record.Of(KeyOf(group, offset.Partition), offset.Offset is { } committed ? new ReadOnlyMemory<byte>?(ValueOf(committed)) : null))], producerId, producerEpoch);

    public void Write(Group group) => Append([Record.Of(KeyOf(group.Id), ValueOf(group))], -1, -1);

    public void Forget(string group) => Append([Record.Of(KeyOf(group), null)], -1, -1);

    /// <summary>Ends the transaction of a producer that committed offsets.</summary>
    public void EndTransaction(bool commit, long producerId, short producerEpoch) => _log.EndTransaction(commit, producerId, producerEpoch, Now);

    /// <summary>Reads everything, oldest first, into the groups.</summary>
    public void Load(Func<string, Group> findOrMake, Func<string, Group?> find, Action<string> forget) => _log.Visit(batch =>
    {
        if (batch.IsControl) return EndPending(batch.ProducerId, ControlRecord.IsCommit(batch));
        foreach (var record in Record.Read(batch)) Apply(record, batch.IsTransactional ? batch.ProducerId : null, findOrMake, find, forget);
        return true;
    });

    private readonly Dictionary<long, HashSet<Group>> _pending = [];

    private void Apply(Record record, long? producerId, Func<string, Group> findOrMake, Func<string, Group?> find, Action<string> forget)
    {
        var key = new KafkaReader(record.Key!.Value.ToArray());
        var value = record.Value is { Length: > 0 } bytes ? new KafkaReader(bytes.ToArray()) : null;
        switch (key.Int16())
        {
            case OffsetKey:
                var (id, partition) = (key.String(), new TopicPartition(key.String(), key.Int32()));
                if (value is null)
                {
                    find(id)?.Offsets.Remove(partition);
                    break;
                }
                var group = findOrMake(id);
                if (producerId is { } producer)
                {
                    if (!group.PendingOffsets.TryGetValue(producer, out var pending)) group.PendingOffsets.Add(producer, pending = []);
                    pending[partition] = ReadOffset(value);
                    if (!_pending.TryGetValue(producer, out var groups)) _pending.Add(producer, groups = []);
                    groups.Add(group);
                }
                else group.Offsets[partition] = ReadOffset(value);
                break;
            case GroupKey when value is null:
                forget(key.String());
                break;
            case GroupKey:
                ReadGroup(value, findOrMake(key.String()));
                break;
        }
    }

    private bool EndPending(long producerId, bool commit)
    {
        if (!_pending.Remove(producerId, out var groups)) return true;
        foreach (var group in groups)
            if (group.PendingOffsets.Remove(producerId, out var pending) && commit)
                foreach (var (partition, offset) in pending) group.Offsets[partition] = offset;
        return true;
    }

    private void Append(IReadOnlyList<Record> records, long producerId, short producerEpoch)
    {
        if (records.Count == 0) return;
        var counted = records.Select((record, number) => record with { OffsetDelta = number });
        var bytes = Record.Write(counted);
        var whole = new byte[RecordBatch.HeaderBytes + bytes.Length];
        bytes.CopyTo(whole, RecordBatch.HeaderBytes);
        new RecordBatch(whole).Write(0, producerId >= 0 ? BatchAttributes.Transactional : BatchAttributes.None, records.Count - 1, Now, Now, producerId, producerEpoch, -1, records.Count);
        _log.AppendOwn(whole);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static byte[] KeyOf(string group, TopicPartition partition) => Written(writer =>
    {
        writer.Int16(OffsetKey);
        writer.String(group);
        writer.String(partition.Topic);
        writer.Int32(partition.Partition);
    });

    private static byte[] KeyOf(string group) => Written(writer =>
    {
        writer.Int16(GroupKey);
        writer.String(group);
    });

    private static byte[] ValueOf(CommittedOffset offset) => Written(writer =>
    {
        writer.Int16(OffsetValue);
        writer.Int64(offset.Offset);
        writer.Int32(offset.LeaderEpoch);
        writer.String(offset.Metadata);
        writer.Int64(offset.CommittedAt);
    });

    private static CommittedOffset ReadOffset(KafkaReader reader)
    {
        reader.Int16();
        return new(reader.Int64(), reader.Int32(), reader.String(), reader.Int64());
    }

    private byte[] ValueOf(Group group) => Written(writer =>
    {
        writer.Int16(GroupValue);
        writer.String(group.ProtocolType);
        writer.Int32(group.Generation);
        writer.String(group.Protocol);
        writer.String(group.Leader);
        writer.Int64(Now);
        writer.Array(group.Members, member =>
        {
            writer.String(member.Id);
            writer.String(member.InstanceId);
            writer.String(member.ClientId);
            writer.String(member.Host);
            writer.Int32(member.RebalanceTimeoutMs);
            writer.Int32(member.SessionTimeoutMs);
            writer.Bytes(member.MetadataOf(group.Protocol ?? ""));
            writer.Bytes(member.Assignment);
        });
    });

    private static void ReadGroup(KafkaReader reader, Group group)
    {
        reader.Int16();
        var (type, generation, protocol, leader) = (reader.String(), reader.Int32(), reader.NullableString(), reader.NullableString());
        var since = reader.Int64();
        var members = reader.Array(from =>
        {
            var member = new GroupMember { Id = from.String(), InstanceId = from.NullableString(), ClientId = from.String(), Host = from.String() };
            (member.RebalanceTimeoutMs, member.SessionTimeoutMs) = (from.Int32(), from.Int32());
            member.Protocols = [new(protocol ?? "", from.Bytes().ToArray())];
            member.Assignment = from.Bytes().ToArray();
            return member;
        });
        group.Restore(generation, type, protocol, leader, since, members);
    }

    private static byte[] Written(Action<KafkaWriter> write)
    {
        using var writer = new KafkaWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}
