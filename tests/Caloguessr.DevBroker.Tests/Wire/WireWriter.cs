using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Caloguessr.DevBroker.Tests.Wire;

/// <summary>Kafka's primitive types, big-endian (protocol guide, "Protocol Primitive Types").</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public WireWriter Int8(int value) => Raw([(byte)value]);

    public WireWriter Bool(bool value) => Int8(value ? 1 : 0);

    public WireWriter Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), (short)value);
        _buffer.Advance(2);
        return this;
    }

    public WireWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public WireWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    /// <summary>Zigzag, as in records.</summary>
    public WireWriter VarInt(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) Int8((int)(rest & 0x7f) | 0x80);
        return Int8((int)rest);
    }

    public WireWriter Text(string? value)
    {
        if (value is null) return Int16(-1);
        var bytes = Encoding.UTF8.GetBytes(value);
        return Int16(bytes.Length).Raw(bytes);
    }

    /// <summary>A string of the flexible versions: unsigned varint of length + 1.</summary>
    public WireWriter CompactText(string value) => Int8(value.Length + 1).Raw(Encoding.UTF8.GetBytes(value));

    public WireWriter Bytes(byte[]? value) => value is null ? Int32(-1) : Int32(value.Length).Raw(value);

    public WireWriter Array<T>(IReadOnlyCollection<T>? items, Action<WireWriter, T> write)
    {
        Int32(items?.Count ?? -1);
        foreach (var item in items ?? []) write(this, item);
        return this;
    }

    public WireWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write(bytes);
        return this;
    }
}
