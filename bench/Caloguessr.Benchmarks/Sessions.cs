using System.Diagnostics;
using Microsoft.Playwright;

namespace Caloguessr.Benchmarks;

/// <summary>Visitors without a browser's own cost: each has cookies and connections of its own and loads the page and all that it needs.</summary>
internal static class Sessions
{
    private const int ConnectionsOfABrowser = 6;

    public static async Task<int> RunAsync(int count, Uri url)
    {
        var needed = await NeededAsync(url);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => VisitAsync(url, needed)));
        Console.WriteLine(Times.Ms(Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        return 0;
    }

    private static async Task<string[]> NeededAsync(Uri url)
    {
        await using var browser = await Browser.StartAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(url.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        return await page.EvaluateAsync<string[]>("() => performance.getEntriesByType('resource').map(file => file.name)");
    }

    private static async Task VisitAsync(Uri url, string[] needed)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = ConnectionsOfABrowser };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");
        await client.GetByteArrayAsync(url);
        await Task.WhenAll(needed.Select(file => client.GetByteArrayAsync(new Uri(file))));
    }
}
