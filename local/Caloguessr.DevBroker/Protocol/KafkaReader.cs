using System.Buffers.Binary;
using System.Text;

namespace Caloguessr.DevBroker.Protocol;

/// <summary>
/// Reads the primitive types of Kafka's protocol, in order. In a flexible version (KIP-482) strings, bytes and arrays have compact lengths and
/// structures end with tagged fields.
/// </summary>
/// <remarks>Every method throws <see cref="FrameException"/> when the bytes end too early or a length is not possible.</remarks>
internal sealed class KafkaReader(Memory<byte> data)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private int _at;

    /// <summary>Whether the request's version is flexible.</summary>
    public bool IsFlexible { get; set; }

    /// <summary>How many bytes are left.</summary>
    public int Remaining => data.Length - _at;

    public sbyte Int8() => (sbyte)Take(1)[0];
    public bool Boolean() => Take(1)[0] != 0;
    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));
    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));
    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public int UnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(1)[0];
            value |= (uint)(next & 0x7f) << shift;
            if ((next & 0x80) == 0) return value <= int.MaxValue ? (int)value : throw new FrameException("A varint is too large.");
        }
        throw new FrameException("A varint has more than five bytes.");
    }

    public string String() => NullableString() ?? throw new FrameException("A string is null where none may be.");

    public string? NullableString()
    {
        var length = IsFlexible ? UnsignedVarint() - 1 : Int16();
        // What an older version's answer, or a log, could not say again.
        if (length > short.MaxValue) throw new FrameException("A string has more than 32767 bytes.");
        return length < 0 ? null : Text(length);
    }

    public Memory<byte> Bytes() => NullableBytes() ?? throw new FrameException("Bytes are null where none may be.");

    public Memory<byte>? NullableBytes()
    {
        var length = IsFlexible ? UnsignedVarint() - 1 : Int32();
        return length < 0 ? null : Slice(length);
    }

    public List<T> Array<T>(Func<KafkaReader, T> element) => NullableArray(element) ?? [];

    public List<T>? NullableArray<T>(Func<KafkaReader, T> element)
    {
        var count = IsFlexible ? UnsignedVarint() - 1 : Int32();
        if (count < 0) return null;
        // Each element takes a byte at least: a count that cannot be true must not make room for itself.
        if (count > Remaining) throw new FrameException("An array is longer than the request.");
        var elements = new List<T>(count);
        for (var number = 0; number < count; number++) elements.Add(element(this));
        return elements;
    }

    /// <summary>Ends a structure: skips its tagged fields, of which this broker knows none.</summary>
    public void Tags()
    {
        if (!IsFlexible) return;
        for (var count = UnsignedVarint(); count > 0; count--)
        {
            UnsignedVarint();
            Slice(UnsignedVarint());
        }
    }

    /// <summary>The next bytes as they are.</summary>
    public Memory<byte> Slice(int length)
    {
        if (length < 0 || length > Remaining) throw new FrameException("The request ends too early.");
        _at += length;
        return data.Slice(_at - length, length);
    }

    private Span<byte> Take(int length) => Slice(length).Span;

    private string Text(int length)
    {
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new FrameException("A string is not UTF-8.");
        }
    }
}
