namespace Caloguessr.Web.Photos;

/// <summary>What a file says about its picture, read without decoding any of it.</summary>
/// <param name="Width">Width in px, before turning.</param>
/// <param name="Height">Height in px, before turning.</param>
public sealed record PhotoHeader(int Width, int Height)
{
    /// <summary>Memory in bytes that its decoder must hold as a whole; 0 where rows are decoded as they are needed.</summary>
    public long DecoderBytes { get; init; }

    /// <summary>How often the decoder goes over all pixels.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>Pixels of the picture.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Reads the header of a file of a known type; <c>null</c>: broken, or a variant that cannot be read.</summary>
    public static PhotoHeader? Read(string type, ReadOnlySpan<byte> file) => type switch
    {
        PhotoType.Jpeg => JpegHeader.Read(file),
        PhotoType.Png => PngHeader.Read(file),
        PhotoType.Webp => WebpHeader.Read(file),
        _ => null,
    };
}
