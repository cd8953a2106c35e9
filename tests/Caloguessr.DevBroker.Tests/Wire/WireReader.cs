using System.Buffers.Binary;
using System.Text;

namespace Caloguessr.DevBroker.Tests.Wire;

/// <summary>Reads what <see cref="WireWriter"/> writes.</summary>
internal sealed class WireReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    public int Left => bytes.Length - _position;

    public sbyte Int8() => (sbyte)Take(1).Span[0];

    public bool Bool() => Int8() != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2).Span);

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4).Span);

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8).Span);

    public ErrorCode Error() => (ErrorCode)Int16();

    public long VarInt()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = (byte)Int8();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    /// <summary>A length of the flexible versions.</summary>
    public int UnsignedVarInt()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = (byte)Int8();
            value |= (part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }

    public string? Text() => Int16() is var length && length < 0 ? null : Encoding.UTF8.GetString(Take(length).Span);

    public byte[]? Bytes() => Int32() is var length && length < 0 ? null : Take(length).ToArray();

    public IReadOnlyList<T> Array<T>(Func<WireReader, T> read)
    {
        var items = new List<T>();
        for (var count = Int32(); count > 0; count--) items.Add(read(this));
        return items;
    }

    public WireReader Skip(int count)
    {
        _ = Take(count);
        return this;
    }

    public ReadOnlyMemory<byte> Take(int count)
    {
        var taken = bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}
