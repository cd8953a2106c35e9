using System.Buffers.Binary;

namespace Caloguessr.Web.Photos;

/// <summary>Reads the first chunk of a PNG, IHDR.</summary>
internal static class PngHeader
{
    private const int ChunkAt = 8;
    private const int Length = 33;

    public static PhotoHeader? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Length || !file.Slice(ChunkAt + 4, 4).SequenceEqual("IHDR"u8)) return null;
        var header = file[(ChunkAt + 8)..];
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) return null;
        byte depth = header[8], colour = header[9], interlace = header[12];
        int channels = colour switch { 0 or 4 => 2, 2 or 3 or 6 => 4, _ => 0 };
        if (channels == 0 || depth is not (1 or 2 or 4 or 8 or 16) || interlace > 1) return null;
        var bytesPerPixel = channels * (depth == 16 ? 2 : 1);
        return new((int)width, (int)height) { DecoderBytes = interlace == 0 ? 0 : (long)width * height * bytesPerPixel };
    }
}
