using Microsoft.Playwright;

namespace Caloguessr.Benchmarks;

/// <summary>From choosing a photo in the page to the estimate on the screen, what the page does with the photo included.</summary>
internal static class ChosenPhoto
{
    private const string Watch = """
        () => {
          const result = document.getElementById("result");
          globalThis.estimateShown = new Promise(shown => {
            let chosen;
            document.addEventListener("change", () => chosen ??= performance.now(), true);
            new MutationObserver(() => { if (!result.hidden) requestAnimationFrame(() => setTimeout(() => shown(performance.now() - chosen))); })
              .observe(result, { attributeFilter: ["hidden"] });
          });
        }
        """;

    public static async Task<int> RunAsync(int rounds, Uri url, string photo)
    {
        await using var browser = await Browser.StartAsync();
        var times = new List<double>();
        for (var round = -1; round < rounds; round++)
        {
            await using var visitor = await browser.VisitorAsync();
            var page = await visitor.NewPageAsync();
            await page.GotoAsync(url.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
            if (await page.Locator("#file").CountAsync() == 0) throw new InvalidOperationException("The page has no field #file for a photo.");
            await page.EvaluateAsync(Watch);
            await page.Locator("#file").SetInputFilesAsync(photo);
            var time = await page.EvaluateAsync<double>("() => globalThis.estimateShown").WaitAsync(TimeSpan.FromSeconds(30));
            if (round >= 0) times.Add(time);
        }
        Console.WriteLine($"{Times.Ms(new Times(times).Median)} median, {Times.Ms(new Times(times).Longest)} longest");
        return 0;
    }
}
