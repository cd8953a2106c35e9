using Caloguessr.Web.Photos;
using NetVips;

namespace Caloguessr.Web.Recognition;

/// <summary>A photo as the model wants it: the centre square in 224 px, RGB from 0 to 255, one plane per colour.</summary>
internal static class ModelInput
{
    public const int Side = 224;
    public const int Planes = 3;

    public static float[] Of(MealPhoto photo)
    {
        using var source = Source.NewFromMemory(photo.Jpeg.Span);
        using var square = Image.ThumbnailSource(source, Side, height: Side, crop: Enums.Interesting.Centre);
        var pixels = square.WriteToMemory<byte>();
        var input = new float[Planes * Side * Side];
        for (var pixel = 0; pixel < Side * Side; pixel++)
            for (var plane = 0; plane < Planes; plane++)
                input[plane * Side * Side + pixel] = pixels[pixel * Planes + plane];
        return input;
    }
}
