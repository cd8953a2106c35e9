namespace Caloguessr.Web.Tests.Start;

/// <summary>Who has no cookie gets the start page as it was rendered before; a page of somebody's own is never kept.</summary>
public sealed class FirstVisitCacheTests(WebHost host) : IClassFixture<WebHost>
{
    private static readonly Uri Page = new("/", UriKind.Relative);

    [Fact]
    public async Task FirstVisits_GetTheSamePageAgain()
    {
        using var client = host.CreateClient();
        var first = await AskAsync(client);

        var second = await AskAsync(client);

        Assert.True(second.IsKept);
        Assert.Equal(first.Html, second.Html);
    }

    [Fact]
    public async Task FirstVisits_InAnotherLanguage_GetTheirOwn()
    {
        using var client = host.CreateClient();
        await AskAsync(client);

        var german = await AskAsync(client, ("Accept-Language", "de"));

        Assert.Contains("<html lang=\"de\"", german.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVisitWithACookie_IsRenderedForIt()
    {
        using var client = host.CreateClient();
        await AskAsync(client);

        var kilojoule = await AskAsync(client, ("Cookie", "caloguessr-settings=energy%3Dkj"));
        var after = await AskAsync(client);

        Assert.False(kilojoule.IsKept);
        Assert.Contains("data-energy=\"kJ\"", kilojoule.Html, StringComparison.Ordinal);
        Assert.Contains("data-energy=\"kcal\"", after.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQuery_IsNeitherAnsweredFromMemoryNorKept()
    {
        using var client = host.CreateClient();
        await AskAsync(client);
        var page = new Uri("/?from=a-stranger", UriKind.Relative);

        using var first = await client.GetAsync(page, TestContext.Current.CancellationToken);
        using var again = await client.GetAsync(page, TestContext.Current.CancellationToken);
        var after = await AskAsync(client);

        Assert.Null(first.Headers.Age);
        Assert.Null(again.Headers.Age);
        Assert.DoesNotContain("a-stranger", after.Html, StringComparison.Ordinal);
    }

    private static async Task<(bool IsKept, string Html)> AskAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Page);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.Headers.Age is not null, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
