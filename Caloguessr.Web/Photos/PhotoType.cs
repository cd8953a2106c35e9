using System.Buffers.Binary;

namespace Caloguessr.Web.Photos;

/// <summary>What a file is by its first bytes, whatever its name or media type says.</summary>
public static class PhotoType
{
    public const string Jpeg = "JPEG";
    public const string Png = "PNG";
    public const string Webp = "WebP";

    private const int SvgSearchLength = 1024;

    private static readonly (byte[] Magic, string Name)[] Magics =
    [
        ([0xFF, 0xD8, 0xFF], Jpeg),
        ([0x89, .. "PNG\r\n\u001a\n"u8], Png),
        ([.. "GIF8"u8], "GIF"),
        ([.. "II*\0"u8], "TIFF"),
        ([.. "MM\0*"u8], "TIFF"),
        ([.. "BM"u8], "BMP"),
        ([.. "%PDF"u8], "PDF"),
        ([0xFF, 0x0A], "JPEG XL"),
        ([0, 0, 0, 12, .. "JXL "u8], "JPEG XL"),
        ([0, 0, 0, 12, .. "jP  "u8], "JPEG 2000"),
    ];

    /// <summary>The type's name, such as <see cref="Jpeg"/> or <c>HEIC</c>; <c>null</c>: unknown.</summary>
    public static string? Of(ReadOnlySpan<byte> file)
    {
        foreach (var (magic, name) in Magics)
            if (file.StartsWith(magic)) return name;
        if (file.Length < 12) return null;
        if (file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8)) return Webp;
        if (file[4..8].SequenceEqual("ftyp"u8)) return OfBrands(file);
        return file[..Math.Min(file.Length, SvgSearchLength)].IndexOf("<svg"u8) >= 0 ? "SVG" : null;
    }

    // ISO base media files: a main brand, a version, then the brands it is compatible with.
    private static string OfBrands(ReadOnlySpan<byte> file)
    {
        var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), (uint)file.Length);
        var isHeif = false;
        for (var at = 8; at + 4 <= length; at += at == 8 ? 8 : 4)
        {
            var brand = file.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8)) return "AVIF";
            isHeif |= brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8)
                || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        }
        return isHeif ? "HEIC" : "MP4";
    }
}
