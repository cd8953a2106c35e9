using System.Buffers;

namespace Caloguessr.DevBroker.Log;

/// <summary>
/// One record of a batch; the headers are as they came, their count included. A value that is <c>null</c> is a tombstone on a compacted topic.
/// Source: Kafka's "Message Format", Record; lengths and deltas are zigzag varints.
/// </summary>
internal sealed record Record(int OffsetDelta, long TimestampDelta, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, ReadOnlyMemory<byte> Headers)
{
    private static readonly byte[] NoHeaders = [0];

    public static Record Of(ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value, int offsetDelta = 0) => new(offsetDelta, 0, key, value, NoHeaders);

    /// <summary>The records of a batch, decompressed.</summary>
    /// <exception cref="InvalidRecordsException">The records are not what the header says.</exception>
    public static List<Record> Read(RecordBatch batch)
    {
        ReadOnlyMemory<byte> bytes = Codecs.Decompress(batch.Codec, batch.Records);
        var records = new List<Record>(Math.Min(batch.Count, bytes.Length));
        var at = 0;
        for (var number = 0; number < batch.Count; number++)
        {
            var length = Varint(bytes, ref at);
            var end = at + length;
            if (length < 0 || end > bytes.Length) throw new InvalidRecordsException("A record is longer than its batch.");
            var record = bytes[..(int)end];
            at++;
            var timestamp = Varint(record, ref at);
            var offset = (int)Varint(record, ref at);
            if (offset != number && batch.Count == batch.LastOffsetDelta + 1) throw new InvalidRecordsException("The records of a batch do not count up.");
            var key = Part(record, ref at);
            var value = Part(record, ref at);
            records.Add(new(offset, timestamp, key, value, record[at..]));
            at = (int)end;
        }
        return at == bytes.Length ? records : throw new InvalidRecordsException("A batch holds more than its records.");
    }

    /// <summary>Whether uncompressed bytes are so many records, and each has a key where that is needed; without making any.</summary>
    public static bool AreSound(ReadOnlySpan<byte> bytes, int count, bool needKeys)
    {
        var at = 0;
        for (var number = 0; number < count; number++)
        {
            if (!TryVarint(bytes, ref at, out var length) || length < 0 || length > bytes.Length - at) return false;
            var record = bytes.Slice(at, (int)length);
            var inside = 1;
            if (!TryVarint(record, ref inside, out _) || !TryVarint(record, ref inside, out var delta) || delta != number) return false;
            if (!TryVarint(record, ref inside, out var key) || key > record.Length - inside || (key < 0 && needKeys)) return false;
            inside += (int)Math.Max(0, key);
            if (!TryVarint(record, ref inside, out var value) || value > record.Length - inside) return false;
            inside += (int)Math.Max(0, value);
            if (!AreHeaders(record, inside)) return false;
            at += (int)length;
        }
        return at == bytes.Length;
    }

    // A count, and a name and a value for each; a value may be null.
    private static bool AreHeaders(ReadOnlySpan<byte> record, int at)
    {
        if (!TryVarint(record, ref at, out var count) || count < 0) return false;
        for (; count > 0; count--)
        {
            if (!TryVarint(record, ref at, out var name) || name < 0 || name > record.Length - at) return false;
            at += (int)name;
            if (!TryVarint(record, ref at, out var value) || value > record.Length - at) return false;
            at += (int)Math.Max(0, value);
        }
        return at == record.Length;
    }

    /// <summary>The records' bytes, uncompressed.</summary>
    public static byte[] Write(IEnumerable<Record> records)
    {
        var all = new ArrayBufferWriter<byte>();
        var one = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            one.ResetWrittenCount();
            Octet(one, 0);
            Varint(one, record.TimestampDelta);
            Varint(one, record.OffsetDelta);
            Part(one, record.Key);
            Part(one, record.Value);
            one.Write(record.Headers.Span);
            Varint(all, one.WrittenCount);
            all.Write(one.WrittenSpan);
        }
        return all.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte>? Part(ReadOnlyMemory<byte> record, ref int at)
    {
        var length = Varint(record, ref at);
        if (length < 0) return null;
        if (length > record.Length - at) throw new InvalidRecordsException("A key or value is longer than its record.");
        at += (int)length;
        return record.Slice(at - (int)length, (int)length);
    }

    private static void Part(IBufferWriter<byte> into, ReadOnlyMemory<byte>? part)
    {
        Varint(into, part?.Length ?? -1);
        if (part is { } bytes) into.Write(bytes.Span);
    }

    private static long Varint(ReadOnlyMemory<byte> bytes, ref int at) =>
        TryVarint(bytes.Span, ref at, out var value) ? value : throw new InvalidRecordsException("A record's number does not end.");

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        ulong raw = 0;
        value = 0;
        for (var shift = 0; shift < 70 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            raw |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) != 0) continue;
            value = (long)(raw >> 1) ^ -(long)(raw & 1);
            return true;
        }
        return false;
    }

    private static void Octet(IBufferWriter<byte> into, byte octet)
    {
        into.GetSpan(1)[0] = octet;
        into.Advance(1);
    }

    private static void Varint(IBufferWriter<byte> into, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) Octet(into, (byte)(rest | 0x80));
        Octet(into, (byte)rest);
    }
}

/// <summary>The records of a batch cannot be read: INVALID_RECORD.</summary>
internal sealed class InvalidRecordsException(string fault, Exception? cause = null) : Exception(fault, cause);
