using NetVips;

namespace Caloguessr.Web.Photos;

/// <summary>The image library at work: one photo in, an upright JPEG without metadata out.</summary>
internal static class PhotoDecoder
{
    private const int LongestEdge = 1600;
    private const int JpegQuality = 85;
    private const double White = 255;

    /// <summary>Sets the library up for a server: no cache of results, one thread a photo, only the three formats.</summary>
    public static void Prepare()
    {
        NativeHeap.ShareOneArena();
        if (!ModuleInitializer.VipsInitialized)
            throw new DllNotFoundException("libvips cannot be loaded on this platform.", ModuleInitializer.Exception);
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in (string[])["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"])
            Operation.Block(loader, false);
        // What it has to say about broken files reaches us as exceptions; on standard error it would only be noise.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, (_, _, _) => { });
    }

    /// <summary>Decodes while shrinking, turns, converts to sRGB on white and encodes.</summary>
    /// <exception cref="VipsException">The file is broken or truncated.</exception>
    public static MealPhoto Decode(ReadOnlySpan<byte> file, CancellationToken cancellationToken)
    {
        using var source = Source.NewFromMemory(file);
        using var small = Image.ThumbnailSource(source, LongestEdge, height: LongestEdge, size: Enums.Size.Down,
            outputProfile: "srgb", failOn: Enums.FailOn.Error);
        using var opaque = small.HasAlpha() ? small.Flatten(background: [White, White, White]) : small.Copy();
        using var colour = opaque.Colourspace(Enums.Interpretation.Srgb);
        using var registration = cancellationToken.Register(() => colour.SetKill(true));
        var jpeg = colour.JpegsaveBuffer(q: JpegQuality, keep: Enums.ForeignKeep.None);
        return new(jpeg, colour.Width, colour.Height);
    }
}
