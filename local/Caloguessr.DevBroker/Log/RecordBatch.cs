using System.Buffers.Binary;
using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Log;

/// <summary>
/// The header of a record batch of magic 2, read from and written into its bytes. Source: Kafka's "Message Format", RecordBatch. Base offset and
/// leader epoch lie outside the checksum, so that a broker can set them.
/// </summary>
internal readonly ref struct RecordBatch(Span<byte> bytes)
{
    public const int HeaderBytes = 61;
    public const sbyte CurrentMagic = 2;
    private const int LengthAt = 8;
    private const int BytesBeforeLength = 12;
    private const int ChecksummedFrom = 21;

    private readonly Span<byte> _bytes = bytes;

    public Span<byte> Bytes => _bytes;
    public Span<byte> Records => _bytes[HeaderBytes..];

    public long BaseOffset
    {
        get => BinaryPrimitives.ReadInt64BigEndian(_bytes);
        set => BinaryPrimitives.WriteInt64BigEndian(_bytes, value);
    }

    /// <summary>The whole batch's bytes, as its length field tells.</summary>
    public int Size => BytesBeforeLength + BinaryPrimitives.ReadInt32BigEndian(_bytes[LengthAt..]);

    public int LeaderEpoch { set => BinaryPrimitives.WriteInt32BigEndian(_bytes[12..], value); }
    public sbyte Magic => (sbyte)_bytes[16];
    public uint Checksum => BinaryPrimitives.ReadUInt32BigEndian(_bytes[17..]);
    public BatchAttributes Attributes => (BatchAttributes)BinaryPrimitives.ReadInt16BigEndian(_bytes[21..]);
    public Codec Codec => (Codec)((short)Attributes & 7);
    public bool IsTransactional => (Attributes & BatchAttributes.Transactional) != 0;
    public bool IsControl => (Attributes & BatchAttributes.Control) != 0;
    public int LastOffsetDelta => BinaryPrimitives.ReadInt32BigEndian(_bytes[23..]);
    public long LastOffset => BaseOffset + LastOffsetDelta;
    public long BaseTimestamp => BinaryPrimitives.ReadInt64BigEndian(_bytes[27..]);
    public long MaxTimestamp => BinaryPrimitives.ReadInt64BigEndian(_bytes[35..]);
    public long ProducerId => BinaryPrimitives.ReadInt64BigEndian(_bytes[43..]);
    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(_bytes[51..]);
    public int BaseSequence => BinaryPrimitives.ReadInt32BigEndian(_bytes[53..]);
    public int Count => BinaryPrimitives.ReadInt32BigEndian(_bytes[57..]);

    /// <summary>The sequence number of the last record; it wraps at the largest 32-bit number to zero.</summary>
    public int LastSequence => BaseSequence < 0 ? -1 : (int)((BaseSequence + (long)LastOffsetDelta) % (int.MaxValue + 1L));

    /// <summary>Whether the bytes are what was sent.</summary>
    public bool IsSound => Magic == CurrentMagic && Checksum == Crc32C.Of(_bytes[ChecksummedFrom..]);

    /// <summary>Marks the batch with the time of its arrival, for <c>message.timestamp.type=LogAppendTime</c>.</summary>
    public void SetAppendTime(long timestamp)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes[21..], (short)(Attributes | BatchAttributes.LogAppendTime));
        BinaryPrimitives.WriteInt64BigEndian(_bytes[35..], timestamp);
        Seal();
    }

    /// <summary>Writes a header over the first bytes; the records must be there already.</summary>
    public void Write(long baseOffset, BatchAttributes attributes, int lastOffsetDelta, long baseTimestamp, long maxTimestamp,
        long producerId, short producerEpoch, int baseSequence, int count)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(_bytes[LengthAt..], _bytes.Length - BytesBeforeLength);
        BinaryPrimitives.WriteInt32BigEndian(_bytes[12..], 0);
        _bytes[16] = (byte)CurrentMagic;
        BinaryPrimitives.WriteInt16BigEndian(_bytes[21..], (short)attributes);
        BinaryPrimitives.WriteInt32BigEndian(_bytes[23..], lastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(_bytes[27..], baseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(_bytes[35..], maxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(_bytes[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(_bytes[51..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(_bytes[53..], baseSequence);
        BinaryPrimitives.WriteInt32BigEndian(_bytes[57..], count);
        Seal();
    }

    private void Seal() => BinaryPrimitives.WriteUInt32BigEndian(_bytes[17..], Crc32C.Of(_bytes[ChecksummedFrom..]));
}

/// <summary>Flags of a batch above its codec.</summary>
[Flags]
internal enum BatchAttributes : short
{
    None = 0,
    LogAppendTime = 0x08,
    Transactional = 0x10,
    Control = 0x20,
}

/// <summary>How a batch's records are compressed.</summary>
internal enum Codec
{
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}
