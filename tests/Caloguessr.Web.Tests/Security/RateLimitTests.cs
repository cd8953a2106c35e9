using System.Net;

namespace Caloguessr.Web.Tests.Security;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Estimates_BeyondTheLimit_AreThrottledWithTheTimeToWait()
    {
        await using var host = new WebHost { Settings = { ["RateLimit:EstimatesPerMinute"] = "2" } };
        using var client = host.CreateClient();
        var token = TestContext.Current.CancellationToken;

        for (var allowed = 0; allowed < 2; allowed++)
        {
            using var answer = await client.PostAsync("/api/estimates", null, token);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
        using var rejected = await client.PostAsync("/api/estimates", null, token);

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.True(rejected.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Contains("urn:caloguessr:throttled", await rejected.Content.ReadAsStringAsync(token), StringComparison.Ordinal);
    }

    // Whoever is not known as a proxy could take any address it likes.
    [Theory]
    [InlineData("", HttpStatusCode.TooManyRequests)]
    [InlineData("10.9.0.0/16", HttpStatusCode.TooManyRequests)]
    [InlineData("192.0.2.7", HttpStatusCode.BadRequest)]
    [InlineData("10.9.0.0/16, 192.0.2.0/24", HttpStatusCode.BadRequest)]
    public async Task Estimates_OfTwoForwardedAddresses_AreToldApartOnlyBehindAKnownProxy(string known, HttpStatusCode second)
    {
        await using var host = new WebHost { Settings = { ["RateLimit:EstimatesPerMinute"] = "1", ["Proxies:Known"] = known } };

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, "203.0.113.1"));
        Assert.Equal(second, await PostAsync(host, "203.0.113.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(host, "203.0.113.1"));
    }

    private static async Task<HttpStatusCode> PostAsync(WebHost host, string forwardedFor)
    {
        var answer = await host.Server.SendAsync(context =>
        {
            (context.Request.Method, context.Request.Path) = ("POST", "/api/estimates");
            context.Request.Headers["X-Forwarded-For"] = forwardedFor;
            context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        }, TestContext.Current.CancellationToken);
        return (HttpStatusCode)answer.Response.StatusCode;
    }
}
