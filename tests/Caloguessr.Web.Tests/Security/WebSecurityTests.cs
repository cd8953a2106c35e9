using System.Net;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Security;

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
