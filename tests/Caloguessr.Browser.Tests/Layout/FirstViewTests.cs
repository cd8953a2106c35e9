using System.Collections.Concurrent;

namespace Caloguessr.Browser.Tests.Layout;

/// <summary>What the first view costs with an empty cache, as the browser counts it.</summary>
public sealed class FirstViewTests(CaloguessrSite site) : BrowserTest(site)
{
    private const int MaxRequests = 9;
    private const int MaxBytes = 100_000;

    [Fact]
    public async Task StartPage_OnAPhone_StaysInBudget()
    {
        var page = await OpenAsync("about:blank", options => options.ViewportSize = new() { Width = 390, Height = 844 });
        var loaded = new ConcurrentQueue<IRequest>();
        page.RequestFinished += (_, request) => loaded.Enqueue(request);

        await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });

        var sizes = await Task.WhenAll(loaded.Select(async request => (request.Url, Bytes: await BytesAsync(request))));
        var told = string.Join("\n", sizes.Select(size => $"{size.Bytes,7} {size.Url}"));
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Assert.True(sizes.Length is > 3 and <= MaxRequests, $"{sizes.Length} requests:\n{told}");
        Assert.True(sizes.Sum(size => size.Bytes) < MaxBytes, told);
    }

    private static async Task<int> BytesAsync(IRequest request)
    {
        var sizes = await request.SizesAsync();
        return sizes.ResponseBodySize + sizes.ResponseHeadersSize;
    }
}
