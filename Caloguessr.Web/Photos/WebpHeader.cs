using System.Buffers.Binary;

namespace Caloguessr.Web.Photos;

/// <summary>Reads the first chunk of a WebP: VP8 (lossy), VP8L (lossless) or VP8X (with alpha, animation or metadata).</summary>
internal static class WebpHeader
{
    private const int BodyAt = 20;
    private const int BytesPerPixel = 4;

    public static PhotoHeader? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < BodyAt + 10) return null;
        var kind = file.Slice(12, 4);
        var body = file[BodyAt..];
        if (kind.SequenceEqual("VP8 "u8) && body[3..6].SequenceEqual<byte>([0x9D, 0x01, 0x2A]))
            return Header(UInt14(body[6..]), UInt14(body[8..]), isWhole: false);
        if (kind.SequenceEqual("VP8L"u8) && body[0] == 0x2F)
        {
            var sizes = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return Header((int)(sizes & 0x3FFF) + 1, (int)(sizes >> 14 & 0x3FFF) + 1, isWhole: true);
        }
        return kind.SequenceEqual("VP8X"u8) ? Header(UInt24(body[4..]) + 1, UInt24(body[7..]) + 1, isWhole: true) : null;
    }

    private static PhotoHeader? Header(int width, int height, bool isWhole) =>
        width == 0 || height == 0 ? null : new(width, height) { DecoderBytes = isWhole ? (long)width * height * BytesPerPixel : 0 };

    private static int UInt14(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0x3FFF;

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
