using System.Text.Json;

namespace Caloguessr.Browser.Tests.Start;

/// <summary>What becomes of a photo in the browser before it travels.</summary>
public sealed class ScalingTests(CaloguessrSite site) : BrowserTest(site)
{
    // A camera's photo: 2400 x 1200 as stored, to be turned by a quarter (orientation 6), with some grain.
    private const string Scale = """
        async () => {
          const { smaller } = await import("/js/photo.js");
          const canvas = new OffscreenCanvas(2400, 1200), drawing = canvas.getContext("2d");
          for (let line = 0; line < 1200; line += 4) { drawing.fillStyle = `hsl(${line * 7 % 360} 60% ${30 + line % 40}%)`; drawing.fillRect(0, line, 2400, 4); }
          const stored = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.98 })).arrayBuffer());
          const exif = [0xff, 0xe1, 0, 34, ...new TextEncoder().encode("Exif\0\0MM\0*"), 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
          const photo = new File([stored.slice(0, 2), new Uint8Array(exif), stored.slice(2)], "IMG_0001.jpg", { type: "image/jpeg" });
          const sent = await smaller(photo), picture = await createImageBitmap(sent);
          const text = new TextDecoder("latin1").decode(await sent.arrayBuffer());
          return { width: picture.width, height: picture.height, type: sent.type, name: sent.name, shrunk: sent.size < photo.size / 2, exif: text.includes("Exif") };
        }
        """;

    [Fact]
    public async Task Photo_OfACamera_TravelsUprightScaledAndWithoutMetadata()
    {
        var page = await OpenAsync();

        var sent = (await page.EvaluateAsync<JsonElement>(Scale)).Deserialize<Sent>(JsonSerializerOptions.Web);

        Assert.Equal(new(800, 1600, "image/jpeg", "meal.jpg", Shrunk: true, Exif: false), sent);
    }

    private sealed record Sent(int Width, int Height, string Type, string Name, bool Shrunk, bool Exif);
}
