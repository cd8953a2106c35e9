using Caloguessr.Web.Tests.Photos;
using NetVips;

namespace Caloguessr.Benchmarks;

/// <summary>Photos of a real meal in the sizes that phones and the page's own script send, as files and as forms.</summary>
internal static class BenchmarkPhotos
{
    private const int LongEdge = 1600;
    private const int PhoneWidth = 4032;
    private const double PhoneGrain = 5;
    private const int PhoneBytes = 3_000_000;

    public static int Write(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        using var photo = Image.NewFromFile(source);
        using var small = photo.ThumbnailImage(LongEdge, height: LongEdge);
        Write(folder, "small", small.JpegsaveBuffer(q: 85));

        using var large = photo.Resize((double)PhoneWidth / photo.Width, kernel: Enums.Kernel.Cubic);
        using var cut = large.Height > PhoneWidth * 3 / 4 ? large.Crop(0, (large.Height - PhoneWidth * 3 / 4) / 2, PhoneWidth, PhoneWidth * 3 / 4) : large.Copy();
        using var grain = Image.Gaussnoise(cut.Width, cut.Height, sigma: PhoneGrain, mean: 0, seed: 3);
        using var grainy = (cut + grain).Cast(Enums.BandFormat.Uchar);
        using var phone = grainy.Copy(interpretation: Enums.Interpretation.Srgb);
        var file = Enumerable.Range(0, 15).Select(step => phone.JpegsaveBuffer(q: 70 + 2 * step)).First(bytes => bytes.Length >= PhoneBytes);
        Write(folder, "phone", file);
        Console.WriteLine($"{phone.Width} x {phone.Height}, {file.Length / 1e6:F1} MB");
        return 0;
    }

    private static void Write(string folder, string name, byte[] jpeg)
    {
        File.WriteAllBytes(Path.Combine(folder, $"{name}.jpg"), jpeg);
        File.WriteAllBytes(Path.Combine(folder, $"{name}.form"), new MultipartForm().Field("language", "en").File(jpeg).Finish());
    }
}
