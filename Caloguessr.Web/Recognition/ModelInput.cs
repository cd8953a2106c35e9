using Caloguessr.Web.Photos;
using NetVips;

namespace Caloguessr.Web.Recognition;

/// <summary>A photo as the model wants it: the centre square in 224 px, RGB from 0 to 255, one plane per colour.</summary>
internal static class ModelInput
{
    public const int Side = 224;
    public const int Planes = 3;
    public const int Length = Planes * Side * Side;

    public static float[] Of(MealPhoto photo)
    {
        using var source = Source.NewFromMemory(photo.Jpeg.Span);
        using var loaded = Image.JpegloadSource(source, shrink: Math.Min(photo.Width, photo.Height) >= 4 * Side ? 2 : 1);
        var length = Math.Min(loaded.Width, loaded.Height);
        using var square = loaded.Crop((loaded.Width - length) / 2, (loaded.Height - length) / 2, length, length);
        // The kernel that the model was trained and measured with; another one moves its probabilities by several hundredths.
        using var resized = square.Resize((double)Side / length, kernel: Enums.Kernel.Cubic);
        var pixels = resized.WriteToMemory<byte>();
        var input = new float[Length];
        for (var pixel = 0; pixel < Side * Side; pixel++)
            for (var plane = 0; plane < Planes; plane++)
                input[plane * Side * Side + pixel] = pixels[pixel * Planes + plane];
        return input;
    }
}
