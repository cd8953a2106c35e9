using System.Globalization;
using Caloguessr.Web.Photos;
using NetVips;

namespace Caloguessr.Benchmarks;

/// <summary>Intake of a 12-megapixel photo beside the image library's own decode, resize and encode.</summary>
internal static class IntakeBenchmark
{
    private const int WarmUp = 3;
    private const int Rounds = 31;
    private const int Photos = 100;

    public static async Task<int> RunAsync()
    {
        using var intake = new PhotoIntake(new PhotoOptions());
        var file = Photo();
        async Task TakeIn()
        {
            using var stream = new MemoryStream(file, writable: false);
            if (await intake.ReadAsync(stream, CancellationToken.None) is not PhotoIntakeResult.Accepted)
                throw new InvalidOperationException("The photo was not accepted.");
        }

        List<Cost> ours = [], same = [], thumbnail = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var our = await Measured.CostAsync(TakeIn);
            var own = await Measured.CostAsync(() => Task.Run(() => Same(file)));
            var their = await Measured.CostAsync(() => Task.Run(() => Thumbnail(file)));
            if (round < 0) continue;
            ours.Add(our);
            same.Add(own);
            thumbnail.Add(their);
        }
        var before = Measured.MemoryMiB("VmRSS");
        var fourAtOnce = new ParallelOptions { MaxDegreeOfParallelism = 4 };
        await Parallel.ForEachAsync(Enumerable.Range(0, Photos), fourAtOnce, async (_, _) => await TakeIn());
        var after = Measured.MemoryMiB("VmRSS");

        Print(file.Length, Measured.Median(ours), Measured.Median(same), Measured.Median(thumbnail), [before, after, Measured.MemoryMiB("VmHWM")]);
        return 0;
    }

    private static void Print(int bytes, Cost our, Cost own, Cost their, double[] memory)
    {
        var ratio = string.Create(CultureInfo.InvariantCulture, $"{our.Ms / own.Ms:F2} ({our.CpuMs / own.CpuMs:F2})");
        Console.WriteLine(Measured.Row("photo", "intake, ms (CPU)", "library, the same steps, ms (CPU)", "ratio of times (of CPU)",
            "library's thumbnail, ms (CPU)", "RSS, MiB", $"after {Photos} more, 4 at once", "peak"));
        Console.WriteLine(Measured.Row([.. Enumerable.Repeat("---", 8)]));
        Console.WriteLine(Measured.Row(
            [$"12 MP, {bytes / 1e6:F1} MB", our, own, ratio, their, .. memory.Select(mebibytes => $"{mebibytes:F0}")]));
    }

    private static void Same(byte[] file)
    {
        using var loaded = Image.JpegloadBuffer(file, shrink: 2, access: Enums.Access.Sequential);
        using var small = loaded.ThumbnailImage(1600, height: 1600, size: Enums.Size.Down);
        small.JpegsaveBuffer(q: 85, keep: Enums.ForeignKeep.None);
    }

    private static void Thumbnail(byte[] file)
    {
        using var small = Image.ThumbnailBuffer(file, 1600, height: 1600, size: Enums.Size.Down);
        small.JpegsaveBuffer(q: 85, keep: Enums.ForeignKeep.None);
    }

    // Clouds of colour with the grain of a sensor, taken upright (orientation 6), as a phone would store it.
    private static byte[] Photo()
    {
        const int width = 4032, height = 3024;
        using var clouds = Image.Perlin(width, height, cellSize: 64, seed: 1);
        using var grain = Image.Gaussnoise(width, height, sigma: 9, mean: 0, seed: 2);
        using var at = Image.Xyz(width, height);
        using var red = clouds * 70 + 128 + grain;
        using var green = at[0] * (255.0 / width) + grain * 0.8;
        using var blue = at[1] * (150.0 / height) + clouds * 40 + 60 + grain;
        using var drawn = red.Bandjoin(green, blue).Cast(Enums.BandFormat.Uchar);
        using var colours = drawn.Copy(interpretation: Enums.Interpretation.Srgb);
        using var photo = colours.Mutate(image => image.Set(GValue.GIntType, "orientation", 6));
        return photo.JpegsaveBuffer(q: 89);
    }
}
