using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Caloguessr.DevBroker.Tests.Wire;

/// <summary>A record of a batch.</summary>
internal sealed record WireRecord(byte[]? Key, byte[]? Value, long TimestampDelta = 0, int OffsetDelta = 0)
{
    public static WireRecord Of(string? key, string? value, long timestampDelta = 0) => new(Bytes(key), Bytes(value), timestampDelta);

    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);

    public string? ValueText => Value is null ? null : Encoding.UTF8.GetString(Value);

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}

/// <summary>A record batch of message format 2 (Kafka documentation, "Record Batch"), written and read field by field.</summary>
internal sealed record RecordBatch
{
    public const int GzipCodec = 1;
    public const int SnappyCodec = 2;
    public const int Lz4Codec = 3;
    public const int ZstdCodec = 4;
    public const int LogAppendTime = 0x08;
    public const int Transactional = 0x10;
    public const int Control = 0x20;
    private const int CrcPosition = 17;
    private const int CrcEnd = 21;

    public long BaseOffset { get; init; }

    public int Magic { get; init; } = 2;

    public int Attributes { get; init; }

    public long FirstTimestamp { get; init; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public long ProducerId { get; init; } = -1;

    public int ProducerEpoch { get; init; } = -1;

    public int BaseSequence { get; init; } = -1;

    public long MaxTimestamp { get; init; } = -1;

    public bool CrcIsRight { get; init; } = true;

    public IReadOnlyList<WireRecord> Records { get; init; } = [];

    /// <summary>Instead of the records, for what no encoder would write.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>Instead of the number of records.</summary>
    public int? Count { get; init; }

    public int Codec => Attributes & 7;

    public long LastOffset { get; init; }

    public static RecordBatch Of(params string[] values) => new() { Records = [.. values.Select(value => WireRecord.Of(null, value))] };

    public static RecordBatch OfKeys(params (string? Key, string? Value)[] records) =>
        new() { Records = [.. records.Select(record => WireRecord.Of(record.Key, record.Value))] };

    /// <summary>The batch as the given producer's, starting at this sequence number.</summary>
    public RecordBatch From(long producerId, int epoch, int sequence, bool transactional = false) =>
        this with { ProducerId = producerId, ProducerEpoch = epoch, BaseSequence = sequence, Attributes = Attributes | (transactional ? Transactional : 0) };

    /// <summary>The same records, compressed.</summary>
    public RecordBatch Gzipped()
    {
        var records = new WireWriter();
        for (var index = 0; index < Records.Count; index++) Write(records, Records[index], index);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(records.Written.Span);
        return this with { Attributes = Attributes | GzipCodec, Payload = packed.ToArray() };
    }

    public byte[] Encode()
    {
        var records = new WireWriter();
        for (var index = 0; index < Records.Count; index++) Write(records, Records[index], index);
        var payload = Payload ?? records.Written.ToArray();
        var batch = new WireWriter().Int64(BaseOffset).Int32(CrcEnd + 40 - 12 + payload.Length).Int32(-1).Int8(Magic).Int32(0)
            .Int16(Attributes).Int32(Math.Max(0, (Count ?? Records.Count) - 1))
            .Int64(FirstTimestamp).Int64(FirstTimestamp + Records.Select(record => record.TimestampDelta).DefaultIfEmpty().Max())
            .Int64(ProducerId).Int16(ProducerEpoch).Int32(BaseSequence).Int32(Count ?? Records.Count).Raw(payload).Written.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(CrcPosition), Crc32C(batch.AsSpan(CrcEnd)));
        return batch;
    }

    /// <summary>All whole batches of a fetched partition; an unfinished last one is left out, as Kafka allows.</summary>
    public static IReadOnlyList<RecordBatch> Decode(ReadOnlyMemory<byte> bytes)
    {
        var batches = new List<RecordBatch>();
        while (bytes.Length >= 12 && BinaryPrimitives.ReadInt32BigEndian(bytes.Span[8..]) + 12 is var size && size <= bytes.Length)
        {
            batches.Add(DecodeOne(bytes[..size]));
            bytes = bytes[size..];
        }
        return batches;
    }

    private static RecordBatch DecodeOne(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var baseOffset = reader.Int64();
        var magic = reader.Skip(8).Int8();
        var crc = (uint)reader.Int32();
        int attributes = reader.Int16(), lastOffsetDelta = reader.Int32();
        var batch = new RecordBatch
        {
            BaseOffset = baseOffset, Magic = magic, CrcIsRight = crc == Crc32C(bytes.Span[CrcEnd..]), Attributes = attributes, LastOffset = baseOffset + lastOffsetDelta,
            FirstTimestamp = reader.Int64(), MaxTimestamp = reader.Int64(), ProducerId = reader.Int64(), ProducerEpoch = reader.Int16(), BaseSequence = reader.Int32(),
            Count = reader.Int32(),
        };
        return batch.Codec == 0 ? batch with { Records = [.. Enumerable.Range(0, batch.Count ?? 0).Select(_ => Read(reader))] } : batch;
    }

    private static void Write(WireWriter batch, WireRecord record, int index)
    {
        var body = new WireWriter().Int8(0).VarInt(record.TimestampDelta).VarInt(index);
        foreach (var part in new[] { record.Key, record.Value })
        {
            body.VarInt(part?.Length ?? -1).Raw(part);
        }
        body.VarInt(0);
        batch.VarInt(body.Written.Length).Raw(body.Written.Span);
    }

    private static WireRecord Read(WireReader reader)
    {
        var record = new WireReader(reader.Take((int)reader.VarInt()));
        _ = record.Int8();
        long timestampDelta = record.VarInt(), offsetDelta = record.VarInt();
        byte[]? Part() => record.VarInt() is var length && length < 0 ? null : record.Take((int)length).ToArray();
        return new(Part(), Part(), timestampDelta, (int)offsetDelta);
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var part in bytes) crc = BitOperations.Crc32C(crc, part);
        return ~crc;
    }
}
