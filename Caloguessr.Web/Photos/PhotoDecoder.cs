using NetVips;

namespace Caloguessr.Web.Photos;

/// <summary>The image library at work: one photo in, an upright JPEG without metadata out.</summary>
internal static class PhotoDecoder
{
    private const int LongestEdge = 1600;
    private const int JpegQuality = 85;
    private const double White = 255;

    /// <summary>Sets the library up for a server: no cache of results, one thread a photo.</summary>
    public static void Prepare()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new DllNotFoundException("libvips cannot be loaded on this platform.", ModuleInitializer.Exception);
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // What it says about broken files reaches us as exceptions; on standard error it would only be noise.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, (_, _, _) => { });
    }

    /// <summary>Decodes while shrinking, turns, converts to sRGB on white and encodes.</summary>
    /// <exception cref="VipsException">The file is broken or truncated.</exception>
    public static MealPhoto Decode(string type, PhotoHeader header, ReadOnlySpan<byte> file, CancellationToken cancellationToken)
    {
        using var source = Source.NewFromMemory(file);
        using var loaded = Load(type, (double)Math.Max(header.Width, header.Height) / LongestEdge, source);
        // Without a profile the picture is sRGB already, and the library would take a long way round to the same.
        using var small = loaded.ThumbnailImage(LongestEdge, height: LongestEdge, size: Enums.Size.Down,
            outputProfile: loaded.Contains("icc-profile-data") ? "srgb" : null);
        using var opaque = small.HasAlpha() ? small.Flatten(background: [White, White, White]) : small.Copy();
        using var colour = opaque.Colourspace(Enums.Interpretation.Srgb);
        using var registration = cancellationToken.Register(() => colour.SetKill(true));
        var jpeg = colour.JpegsaveBuffer(q: JpegQuality, keep: Enums.ForeignKeep.None);
        return new(jpeg, colour.Width, colour.Height);
    }

    // Thumbnailing straight from the file would shrink on load too, but takes truncated files for whole ones.
    private static Image Load(string type, double excess, Source source) => type switch
    {
        PhotoType.Jpeg => Image.JpegloadSource(source, shrink: excess switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 },
            access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        PhotoType.Png => Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        _ => Image.WebploadSource(source, scale: Math.Min(1, 1 / excess), access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
    };
}
