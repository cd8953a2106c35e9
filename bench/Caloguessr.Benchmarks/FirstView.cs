using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Caloguessr.Benchmarks;

/// <summary>
/// From the start of the navigation until the photo button is painted and its script is there; with an empty cache, with a warm one, and beside them
/// what the browser itself takes for a page with nothing but a button, which is also where the visitor comes from.
/// </summary>
internal static class FirstView
{
    private const string BarePage = "data:text/html,<form id=photo-form><button class=button>Photo</button></form>";

    private sealed record View(double Usable, double FirstPaint);

    public static async Task<int> RunAsync(int rounds, Uri url)
    {
        await using var browser = await Browser.StartAsync();
        List<View> bare = [], cold = [], warm = [];
        for (var round = -1; round < rounds; round++)
        {
            await using var visitor = await browser.VisitorAsync();
            var page = await visitor.NewPageAsync();
            View[] views = [await LookAsync(page, BarePage), await LookAsync(page, url.ToString()), await LookAsync(page, url.ToString())];
            if (round < 0) continue;
            bare.Add(views[0]);
            cold.Add(views[1]);
            warm.Add(views[2]);
        }
        Console.WriteLine(Cell(cold));
        Console.WriteLine(Cell(warm));
        Console.WriteLine(Cell(bare));
        Console.WriteLine(await RequestsAsync(browser, url));
        return 0;
    }

    private static string Cell(IReadOnlyCollection<View> views) => $"{Times.Ms(new Times(views.Select(view => view.Usable)).Median)} median, "
        + $"{Times.Ms(new Times(views.Select(view => view.Usable)).Longest)} longest (first contentful paint {Times.Ms(new Times(views.Select(view => view.FirstPaint)).Median)})";

    private static async Task<View> LookAsync(IPage page, string url)
    {
        await page.GotoAsync(url);
        var painted = await Browser.PaintedAsync(page);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var scripts = await page.EvaluateAsync<double>("() => Math.max(0, ...performance.getEntriesByType('resource').filter(file => file.name.includes('/js/')).map(file => file.responseEnd))");
        var firstPaint = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
        return new(Math.Max(Math.Max(painted, firstPaint), scripts), firstPaint);
    }

    // A visit of its own: to be told of every request slows the page.
    private static async Task<string> RequestsAsync(Browser browser, Uri url)
    {
        await using var visitor = await browser.VisitorAsync();
        var (own, all) = (new ConcurrentQueue<IRequest>(), 0);
        visitor.RequestFinished += (_, _) => Interlocked.Increment(ref all);
        var page = await visitor.NewPageAsync();
        page.RequestFinished += (_, request) => own.Enqueue(request);
        await page.GotoAsync(url.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var sizes = await Task.WhenAll(own.Select(request => request.SizesAsync()));
        return $"{own.Count} requests, {sizes.Sum(size => (long)size.ResponseBodySize + size.ResponseHeadersSize) / 1000} KB; {all - own.Count} more by the service worker afterwards";
    }
}
