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
}
