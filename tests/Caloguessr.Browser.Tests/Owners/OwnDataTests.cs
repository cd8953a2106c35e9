using System.IO.Compression;
using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Owners;

/// <summary>Taking everything along, and leaving nothing.</summary>
public sealed class OwnDataTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Export_HoldsTheWholeDiary()
    {
        var page = await OpenAsync();
        await page.HasMealAsync("Goulash");
        await page.HasMealAsync("Porridge", day: "2026-03-14");
        await page.GotoAsync("/settings");

        var download = await page.RunAndWaitForDownloadAsync(() => page.Link("Export everything").ClickAsync());

        Assert.EndsWith(".zip", download.SuggestedFilename, StringComparison.Ordinal);
        await using var zip = await ZipFile.OpenReadAsync(await download.PathAsync(), Token);
        foreach (var name in (string[])["diary.json", "meals.csv"])
        {
            using var entry = new StreamReader(await zip.GetEntry(name)!.OpenAsync(Token));
            var text = await entry.ReadToEndAsync(Token);
            Assert.Contains("Goulash", text, StringComparison.Ordinal);
            Assert.Contains("Porridge", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DeleteEverything_LeavesNothing()
    {
        var food = $"Goulash {Guid.NewGuid():N}";
        var page = await OpenAsync("/settings");
        await page.Radio("Kilojoules").CheckAsync();
        await page.Button("Save settings").ClickAsync();
        await Expect(page.Notice("The settings are saved")).ToBeVisibleAsync();
        await page.HasMealAsync(food);
        await page.HasMealAsync(food, day: "2026-03-14");
        await page.HasKeyAsync(Site.Keys.Create(GeminiAnswers.Reply(GeminiAnswers.Breakfast)));
        Assert.Equal(2, FilesThatSay(food).Count);
        await page.ReloadAsync();

        await page.Link("Delete everything …").ClickAsync();
        await page.Button("Delete everything for good").ClickAsync();

        await Expect(page.Notice("Everything was deleted.")).ToBeVisibleAsync();
        Assert.Empty(FilesThatSay(food));
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name is "caloguessr-owner" or "caloguessr.key" or "caloguessr-settings");
        await Expect(page.Radio("Kilocalories")).ToBeCheckedAsync();
        await page.Link("Diary").ClickAsync();
        await Expect(page.Meals()).ToHaveCountAsync(0);
    }

    private List<string> FilesThatSay(string text) =>
        [.. Directory.EnumerateFiles(Site.Lake, "*", SearchOption.AllDirectories).Where(file => ReadShared(file).Contains(text, StringComparison.Ordinal))];

    // Other tests write into the same lake meanwhile.
    private static string ReadShared(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}
