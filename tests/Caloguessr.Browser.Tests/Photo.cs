namespace Caloguessr.Browser.Tests;

/// <summary>Photos for the tests.</summary>
internal static class Photo
{
    /// <summary>A meal of which the built-in recogniser is not sure: a pizza, it guesses first.</summary>
    public static string Unsure { get; } = Path.Combine(Repository.Root, "Caloguessr.AppHost", "sample-meal.jpg");

    /// <summary>A meal of which it is sure: a Caesar salad. It lies beside the project; where it is absent, the test says so.</summary>
    public static string Sure()
    {
        var path = Repository.SharedData("data/photos/n5k_plate_2.jpg");
        Assert.SkipWhen(path is null, "The sample photos are not beside the project.");
        return path;
    }

    /// <summary>Starts as a JPEG does and never becomes one.</summary>
    public static FilePayload Broken(int bytes = 4000)
    {
        var content = new byte[bytes];
        ((byte[])[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8]).CopyTo(content, 0);
        return new() { Name = "broken.jpg", MimeType = "image/jpeg", Buffer = content };
    }

    public static FilePayload Heic { get; } = new() { Name = "IMG_0001.HEIC", MimeType = "image/heic", Buffer = [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8] };

    /// <summary>A picture of a page of text, as the browser itself draws it.</summary>
    public static async Task<FilePayload> NoFoodAsync(IBrowserContext visitor)
    {
        var page = await visitor.NewPageAsync();
        var words = Enumerable.Range(0, 180).Select(word => $"<i style='left:{60 + word % 9 * 88}px;top:{60 + word / 9 * 40}px;width:{30 + word * 13 % 48}px'></i>");
        await page.SetViewportSizeAsync(900, 900);
        await page.SetContentAsync($"<style>body{{background:#fff}}i{{position:absolute;height:14px;background:#141414}}</style>{string.Concat(words)}");
        var picture = await page.ScreenshotAsync();
        await page.CloseAsync();
        return new() { Name = "page.png", MimeType = "image/png", Buffer = picture };
    }
}
