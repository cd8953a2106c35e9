using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4.Streams;
using Snappier;

namespace Caloguessr.DevBroker.Log;

/// <summary>Opens compressed batches, to check and compact them, and writes them for topics with a codec of their own; else they pass through as they came.</summary>
internal static class Codecs
{
    // More than any batch of a sane producer, less than a bomb.
    private const int MaxBytes = 64 * 1024 * 1024;

    // Snappy makes at most 64 bytes of three.
    private const int MaxSnappyRatio = 32;

    // In the descriptor of an LZ4 frame, after its magic number.
    private const int Lz4FlagsAt = 4, Lz4Dictionary = 1;

    // The framing of xerial's snappy-java, which Kafka's Java client writes: magic, version, compatible version, then blocks with a length before each.
    private static ReadOnlySpan<byte> XerialMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];
    private const int XerialHeaderBytes = 16;

    /// <exception cref="InvalidRecordsException">The bytes are not what the codec writes.</exception>
    public static byte[] Decompress(Codec codec, ReadOnlySpan<byte> data)
    {
        try
        {
            return codec switch
            {
                Codec.None => data.ToArray(),
                Codec.Gzip => Drain(new GZipStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress)),
                Codec.Snappy => Unsnap(data),
                Codec.Lz4 => Unlz4(data),
                Codec.Zstd => Drain(new ZstdSharp.DecompressionStream(new MemoryStream(data.ToArray()))),
                _ => throw new InvalidRecordsException($"There is no codec {(int)codec}."),
            };
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException or ArgumentException or NotSupportedException
            or InvalidOperationException)
        {
            throw new InvalidRecordsException($"A batch is not {codec}.", broken);
        }
    }

    /// <summary>Records in a codec, in the framing Kafka's own clients read.</summary>
    public static byte[] Compress(Codec codec, byte[] records) => codec switch
    {
        Codec.Gzip => Fill(records, to => new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true)),
        Codec.Snappy => Snappy.CompressToArray(records),
        // Kafka's Java client reads independent blocks only.
        Codec.Lz4 => Fill(records, to => LZ4Stream.Encode(to, new LZ4EncoderSettings { ChainBlocks = false }, leaveOpen: true)),
        Codec.Zstd => Fill(records, to => new ZstdSharp.CompressionStream(to, leaveOpen: true)),
        _ => records,
    };

    private static byte[] Fill(byte[] records, Func<Stream, Stream> codec)
    {
        using var whole = new MemoryStream();
        using (var to = codec(whole)) to.Write(records);
        return whole.ToArray();
    }

    // Kafka keeps the bit of a frame that asks for a dictionary at zero.
    private static byte[] Unlz4(ReadOnlySpan<byte> data) => data.Length > Lz4FlagsAt && (data[Lz4FlagsAt] & Lz4Dictionary) != 0
        ? throw new InvalidRecordsException("An LZ4 frame asks for a dictionary.")
        : Drain(LZ4Stream.Decode(new MemoryStream(data.ToArray())));

    private static byte[] Unsnap(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith(XerialMagic)) return Snap(data);
        using var whole = new MemoryStream();
        for (var rest = data[Math.Min(XerialHeaderBytes, data.Length)..]; rest.Length > 0;)
        {
            var length = rest.Length >= 4 ? BinaryPrimitives.ReadInt32BigEndian(rest) : -1;
            if (length < 0 || length > rest.Length - 4) throw new InvalidRecordsException("A snappy block ends too early.");
            whole.Write(Snap(rest.Slice(4, length)));
            if (whole.Length > MaxBytes) throw TooLarge();
            rest = rest[(4 + length)..];
        }
        return whole.ToArray();
    }

    // The length is only a claim: no room is made for one that cannot be true.
    private static byte[] Snap(ReadOnlySpan<byte> block) =>
        Snappy.GetUncompressedLength(block) is var length && (length > MaxBytes || length / MaxSnappyRatio > block.Length) ? throw TooLarge() : Snappy.DecompressToArray(block);

    private static byte[] Drain(Stream compressed)
    {
        using var from = compressed;
        using var whole = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > MaxBytes) throw TooLarge();
        }
        return whole.ToArray();
    }

    private static InvalidRecordsException TooLarge() => new($"A batch decompresses to more than {MaxBytes} bytes.");
}
