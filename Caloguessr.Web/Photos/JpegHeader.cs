using System.Buffers.Binary;

namespace Caloguessr.Web.Photos;

/// <summary>Walks the markers of a JPEG (ITU-T T.81, annex B) up to its end, counting its scans.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Progressive = 0xC2;
    private const int BytesPerCoefficient = 2;

    public static PhotoHeader? Read(ReadOnlySpan<byte> file)
    {
        Frame? frame = null;
        var scans = 0;
        var isWhole = false;
        for (var at = 2; NextMarker(file, ref at) is { } marker && marker != EndOfImage;)
        {
            if (IsAlone(marker)) continue;
            if (at + 2 > file.Length) break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (length < 2 || at + length > file.Length) break;
            var body = file.Slice(at + 2, length - 2);
            at += length;

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (frame is not null || ReadFrame(marker, body) is not { } read) return null;
                frame = read;
            }
            else if (marker == StartOfScan)
            {
                if (frame is null || body.Length < 1) return null;
                isWhole |= frame.IsProgressive || body[0] < frame.Components;
                scans++;
            }
        }
        if (frame is null || scans == 0) return null;
        // One scan over all components is decoded row by row; several are collected first.
        return new(frame.Width, frame.Height) { DecoderBytes = isWhole ? frame.CoefficientBytes : 0, Passes = scans };
    }

    private static Frame? ReadFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker is not (0xC0 or 0xC1 or Progressive) || body.Length < 6 || body[0] != 8) return null;
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        var components = body[5];
        if (width == 0 || height == 0 || components is not (1 or 3 or 4) || body.Length < 6 + 3 * components) return null;

        int samples = 0, across = 1, down = 1;
        for (var component = 0; component < components; component++)
        {
            var factors = body[7 + 3 * component];
            int h = factors >> 4, v = factors & 15;
            if (h is < 1 or > 4 || v is < 1 or > 4) return null;
            (samples, across, down) = (samples + h * v, Math.Max(across, h), Math.Max(down, v));
        }
        var coefficients = (long)width * height * samples / (across * down);
        return new(width, height, components, marker == Progressive, coefficients * BytesPerCoefficient);
    }

    // Between markers lie fill bytes, or a scan's data, in which FF stands only before 0 or a restart marker.
    private static byte? NextMarker(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            var found = file[at..].IndexOf((byte)0xFF);
            if (found < 0) break;
            for (at += found; at < file.Length && file[at] == 0xFF;) at++;
            if (at < file.Length && file[at++] is var marker && marker != 0) return marker;
        }
        return null;
    }

    private static bool IsAlone(byte marker) => marker is >= 0xD0 and <= 0xD8 or 0x01;

    private sealed record Frame(int Width, int Height, int Components, bool IsProgressive, long CoefficientBytes);
}
