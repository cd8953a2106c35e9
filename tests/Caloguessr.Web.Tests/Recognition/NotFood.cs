using NetVips;

namespace Caloguessr.Web.Tests.Recognition;

/// <summary>A picture that nobody would eat: a page of text.</summary>
internal static class NotFood
{
    public static byte[] Page()
    {
        using var white = Image.Black(900, 900, bands: 3).Invert().Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using var page = white.Mutate(image =>
        {
            for (var line = 0; line < 20; line++)
                for (var word = 0; word < 9; word++)
                    image.DrawRect([20, 20, 20], 60 + word * 88, 60 + line * 40, 30 + (line * 7 + word * 13) % 48, 14, fill: true);
        });
        return page.JpegsaveBuffer(q: 90);
    }
}
