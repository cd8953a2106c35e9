using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Caloguessr.DevBroker.Protocol;

/// <summary>Writes the primitive types of Kafka's protocol, in order; the counterpart of <see cref="KafkaReader"/>.</summary>
internal sealed class KafkaWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);

    /// <summary>Whether the answer's version is flexible.</summary>
    public bool IsFlexible { get; set; }

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written so far.</summary>
    public Memory<byte> Written => _buffer.AsMemory(0, Length);

    public void Int8(sbyte value) => Append(1)[0] = (byte)value;
    public void Boolean(bool value) => Append(1)[0] = value ? (byte)1 : (byte)0;
    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Append(2), value);
    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Append(4), value);
    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Append(8), value);
    public void Error(ErrorCode error) => Int16((short)error);

    public void UnsignedVarint(int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7) Append(1)[0] = (byte)(rest | 0x80);
        Append(1)[0] = (byte)rest;
    }

    public void String(string? value)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (IsFlexible) UnsignedVarint(length + 1);
        else Int16((short)length);
        if (value is not null) Encoding.UTF8.GetBytes(value, Append(length));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (IsFlexible) UnsignedVarint(value.Length + 1);
        else Int32(value.Length);
        value.CopyTo(Append(value.Length));
    }

    public void Array<T>(IReadOnlyCollection<T>? elements, Action<T> write)
    {
        var count = elements?.Count ?? -1;
        if (IsFlexible) UnsignedVarint(count + 1);
        else Int32(count);
        foreach (var element in elements ?? []) write(element);
    }

    public void Int32Array(IReadOnlyCollection<int>? elements) => Array(elements, Int32);

    /// <summary>Ends a structure, without tagged fields.</summary>
    public void Tags()
    {
        if (IsFlexible) UnsignedVarint(0);
    }

    /// <summary>Makes room at the end for bytes that the caller fills in.</summary>
    public Span<byte> Append(int length)
    {
        var needed = Length + length;
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(_buffer.Length * 2, System.Array.MaxLength)));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        Length = needed;
        return _buffer.AsSpan(needed - length, length);
    }

    /// <summary>Takes back what was written after <paramref name="length"/>.</summary>
    public void CutTo(int length) => Length = length;

    /// <summary>Writes over an earlier 32-bit number, such as a length known only now.</summary>
    public void Int32At(int position, int value) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(position, 4), value);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }
}
