using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Caloguessr.Benchmarks;

/// <summary>From the start of the navigation until the photo button is painted and its script is there; with an empty cache and with a warm one.</summary>
internal static class FirstView
{
    private sealed record View(double Usable, double FirstPaint, int Requests, long Bytes, int WorkerRequests);

    public static async Task<int> RunAsync(int rounds, Uri url)
    {
        await using var browser = await Browser.StartAsync();
        List<View> cold = [], warm = [];
        for (var round = -1; round < rounds; round++)
        {
            await using var visitor = await browser.VisitorAsync();
            var (first, second) = (await LookAsync(visitor, url), await LookAsync(visitor, url));
            if (round < 0) continue;
            cold.Add(first);
            warm.Add(second);
        }
        Console.WriteLine(Cell(cold));
        Console.WriteLine(Cell(warm));
        Console.WriteLine($"{cold[0].Requests} requests, {cold[0].Bytes / 1000} KB; {cold[0].WorkerRequests} more by the service worker afterwards");
        return 0;
    }

    private static string Cell(IReadOnlyCollection<View> views) => $"{Times.Ms(new Times(views.Select(view => view.Usable)).Median)} median, "
        + $"{Times.Ms(new Times(views.Select(view => view.Usable)).Longest)} longest (first contentful paint {Times.Ms(new Times(views.Select(view => view.FirstPaint)).Median)})";

    private static async Task<View> LookAsync(IBrowserContext visitor, Uri url)
    {
        var (own, all) = (new ConcurrentQueue<IRequest>(), 0);
        void Count(object? sender, IRequest request) => Interlocked.Increment(ref all);
        visitor.RequestFinished += Count;
        var page = await visitor.NewPageAsync();
        page.RequestFinished += (_, request) => own.Enqueue(request);
        await page.GotoAsync(url.ToString());
        var painted = await Browser.PaintedAsync(page);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var scripts = await page.EvaluateAsync<double>("() => Math.max(0, ...performance.getEntriesByType('resource').filter(file => file.name.includes('/js/')).map(file => file.responseEnd))");
        var firstPaint = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
        visitor.RequestFinished -= Count;

        var sizes = await Task.WhenAll(own.Select(request => request.SizesAsync()));
        await page.CloseAsync();
        return new(Math.Max(Math.Max(painted, firstPaint), scripts), firstPaint, own.Count, sizes.Sum(size => (long)size.ResponseBodySize + size.ResponseHeadersSize), all - own.Count);
    }
}
