using System.Net;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Security;
using Caloguessr.Web.Tests.Diary;

namespace Caloguessr.Web.Tests.Security;

public sealed class WebSecurityTests(WebHost host) : IClassFixture<WebHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void ABusyDiary_IsNoFaultOfTheServer() =>
        Assert.Equal((int)HttpStatusCode.ServiceUnavailable, WebSecurity.StatusOf(new DiaryBusyException()));

    [Theory]
    [InlineData("/api/foods?q=apple")]
    [InlineData("/nothing-here")]
    public async Task AnyAnswer_CarriesTheSecurityHeaders(string path)
    {
        using var client = host.CreateClient();

        using var answer = await client.GetAsync(path, Token);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory, InlineData("/api/meals", "application/json"), InlineData("/diary", "text/html")]
    public async Task AFault_CarriesTheSecurityHeadersToo(string path, string accept)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        await client.AddAsync(DiaryClient.Meal());
        foreach (var day in Directory.GetFiles(Path.Combine(host.Lake, "diary"), $"{DiaryClient.Day}.json", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(day, "{", Token);

        using var answer = await client.GetAsync($"{path}?date={DiaryClient.Day}", Token);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task Write_FromAnotherSite_IsForbidden(string header, string value)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates");
        request.Headers.Add(header, value);

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("urn:caloguessr:cross-site", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_FromAnotherSiteByAPerson_IsExplainedOnAPage()
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/meals");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Accept-Language", "de");

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Das kam nicht an", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Origin", "http://localhost")]
    public async Task Write_FromTheSameSite_Passes(string header, string value)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/nothing-here");
        request.Headers.Add(header, value);

        using var answer = await client.SendAsync(request, Token);

        Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
