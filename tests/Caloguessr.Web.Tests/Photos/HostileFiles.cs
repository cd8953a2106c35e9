using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>Files that are truncated, damaged, mislabelled, or made to cost memory and time.</summary>
internal sealed class HostileFiles(Random random)
{
    private readonly byte[][] _photos =
    [
        DrawnPhotos.Jpeg(900, 700), DrawnPhotos.Jpeg(900, 700, progressive: true), DrawnPhotos.JpegWithMetadata(6), DrawnPhotos.Png(500, 400),
        DrawnPhotos.Png(500, 400, interlaced: true), DrawnPhotos.Webp(900, 700), DrawnPhotos.Webp(500, 400, lossless: true),
    ];

    /// <summary>Ways to make one, by name.</summary>
    public IReadOnlyList<(string Name, Func<byte[]> Make)> Kinds =>
    [
        ("truncated", () => Photo() is var photo ? photo[..random.Next(photo.Length)] : []),
        ("bits-flipped", () => Damage(random.Next(1, 200), byte.MaxValue)),
        ("header-damaged", () => Damage(random.Next(1, 12), 64)),
        ("end-zeroed", () => Edit(photo => photo.AsSpan(random.Next(photo.Length)).Clear())),
        ("spliced", () => [.. Start(), .. Photo()[random.Next(400)..]]),
        ("random-after-magic", () => [.. Photo()[..random.Next(4, 40)], .. Bytes(random.Next(20_000))]),
        ("random", () => Bytes(random.Next(1, 50_000))),
        ("empty", () => []),
        ("other-type", OtherType),
        ("png-huge-size", () => PngOfSize(random.Next(16_000, int.MaxValue), random.Next(16_000, int.MaxValue))),
        ("png-of-zeros", () => ZeroPng(random.Next(3_000, 7_000), random.Next(3_000, 7_000), interlaced: false)),
        ("png-of-zeros-interlaced", () => ZeroPng(random.Next(2_000, 9_000), random.Next(2_000, 9_000), interlaced: true)),
        ("png-text-bomb", () => PngWithChunk("zTXt", [.. "a\0\0"u8, .. DeflatedZeros(60_000_000)])),
        ("png-profile-bomb", () => PngWithChunk("iCCP", [.. "a\0\0"u8, .. DeflatedZeros(60_000_000)])),
        ("png-many-chunks", () => PngWithChunk("tEXt", [.. "a\0"u8, .. new byte[10]], 20_000)),
        ("jpeg-huge-size", () => JpegOfSize((ushort)random.Next(8_000, 65_536), (ushort)random.Next(8_000, 65_536))),
        ("jpeg-scan-bomb", ScanBomb),
        ("jpeg-many-segments", () => [0xFF, 0xD8, .. Enumerable.Repeat<byte[]>([0xFF, 0xE1, 0xFF, 0xFF, .. "Exif\0\0"u8, .. new byte[65_527]], 100).SelectMany(part => part), .. _photos[0][2..]]),
        ("exif-damaged", () => Edit(_photos[2], photo => random.NextBytes(photo.AsSpan(30, 300)))),
        ("webp-huge-size", () => Edit(_photos[5], photo => BinaryPrimitives.WriteUInt32LittleEndian(photo.AsSpan(26), 0x3FFF3FFF))),
        ("webp-canvas-bomb", () => [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x12, 0, 0, 0, 0xFF, 0x13, 0, 0xFF, 0x13, 0, .. _photos[6][12..]]),
        ("too-many-bytes", () => [.. _photos[0], .. new byte[10 * 1024 * 1024]]),
    ];

    private byte[] Photo() => _photos[random.Next(_photos.Length)];

    private byte[] Start() => Photo() is var photo ? photo[..random.Next(photo.Length / 2)] : [];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Edit(Action<byte[]> edit) => Edit(Photo(), edit);

    private static byte[] Edit(byte[] photo, Action<byte[]> edit)
    {
        var copy = (byte[])photo.Clone();
        edit(copy);
        return copy;
    }

    private byte[] Damage(int times, int within) => Edit(photo =>
    {
        for (var time = 0; time < times; time++)
            photo[random.Next(within == byte.MaxValue ? photo.Length : within)] ^= (byte)(1 << random.Next(8));
    });

    private byte[] OtherType() => random.Next(6) switch
    {
        0 => [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8, .. Bytes(500)],
        1 => [.. "GIF89a"u8, .. Bytes(500)],
        2 => [.. "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&x;</text></svg>"u8],
        3 => [.. "%PDF-1.7\n"u8, .. Bytes(500)],
        4 => [.. "II*\0"u8, .. Bytes(500)],
        _ => [.. "#!/bin/sh\nreboot\n"u8],
    };

    private byte[] JpegOfSize(ushort width, ushort height) => Edit(_photos[random.Next(2)], photo =>
    {
        var frame = Math.Max(photo.AsSpan().IndexOf<byte>([0xFF, 0xC0, 0, 17]), photo.AsSpan().IndexOf<byte>([0xFF, 0xC2, 0, 17]));
        BinaryPrimitives.WriteUInt16BigEndian(photo.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(photo.AsSpan(frame + 7), width);
    });

    private byte[] ScanBomb()
    {
        var photo = _photos[1];
        var scan = photo[photo.AsSpan().LastIndexOf<byte>([0xFF, 0xDA])..^2];
        return [.. photo[..^2], .. Enumerable.Repeat(scan[..Math.Min(scan.Length, 20)], 5_000).SelectMany(part => part), 0xFF, 0xD9];
    }

    private static byte[] PngOfSize(int width, int height) => [.. PngStart(width, height, 0), .. Chunk("IDAT", DeflatedZeros(1000)), .. Chunk("IEND", [])];

    private static byte[] ZeroPng(int width, int height, bool interlaced) =>
        [.. PngStart(width, height, interlaced ? (byte)1 : (byte)0), .. Chunk("IDAT", DeflatedZeros((long)height * (width * 3L + 1) + (interlaced ? 8 * height : 0))), .. Chunk("IEND", [])];

    private byte[] PngWithChunk(string type, byte[] body, int times = 1)
    {
        const int afterHeader = 33;
        return [.. _photos[3][..afterHeader], .. Enumerable.Repeat(Chunk(type, body), times).SelectMany(chunk => chunk), .. _photos[3][afterHeader..]];
    }

    private static byte[] PngStart(int width, int height, byte interlace)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (8, 2, interlace);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header)];
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. body];
        var chunk = new byte[4 + typed.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + typed.Length), Crc(typed));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }

    private static byte[] DeflatedZeros(long count)
    {
        var zeros = new byte[64 * 1024];
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
            for (var left = count; left > 0; left -= zeros.Length)
                zlib.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        return compressed.ToArray();
    }
}
