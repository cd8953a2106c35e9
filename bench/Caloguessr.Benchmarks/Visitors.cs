using System.Diagnostics;
using Microsoft.Playwright;

namespace Caloguessr.Benchmarks;

/// <summary>Visitors, each with a page and a cache of their own in one Chromium, who open the address at the same moment.</summary>
internal static class Visitors
{
    public static async Task<int> RunAsync(int count, Uri url)
    {
        await using var browser = await Browser.StartAsync();
        var pages = new List<IPage>();
        for (var number = 0; number < count; number++) pages.Add(await (await browser.VisitorAsync()).NewPageAsync());
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(pages.Select(async page =>
        {
            await page.GotoAsync(url.ToString(), new() { WaitUntil = WaitUntilState.Commit });
            await Browser.PaintedAsync(page);
        }));
        Console.WriteLine(Times.Ms(Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        return 0;
    }
}
