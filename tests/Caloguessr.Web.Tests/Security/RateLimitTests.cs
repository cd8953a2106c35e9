using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Writes_AreAllLimited()
    {
        await using var host = new WebHost();

        var writes = Endpoints(host).Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [not "GET", ..]).ToList();

        Assert.NotEmpty(writes);
        Assert.DoesNotContain(writes, endpoint => endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null);
    }

    [Fact]
    public async Task Editor_TakesNoMoreThanAMeal()
    {
        await using var host = new WebHost();

        var editor = Endpoints(host).Single(endpoint => endpoint.RoutePattern.RawText?.Trim('/') == "meal-editor");

        Assert.True(editor.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize <= 256 * 1024);
    }

    private static IEnumerable<RouteEndpoint> Endpoints(WebHost host) => host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Theory]
    [InlineData("/api/estimates", "application/json", "application/problem+json", "Von dieser Adresse kamen zu viele Anfragen")]
    [InlineData("/estimate", "text/html", "text/html", "Zu viele Anfragen")]
    public async Task Rejection_IsReadInTheLanguageOfWhoeverAsked(string address, string accept, string type, string text)
    {
        await using var host = new WebHost { Settings = { ["RateLimit:EstimatesPerMinute"] = "1" } };
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var token = TestContext.Current.CancellationToken;
        using var allowed = await client.PostAsync(address, null, token);

        using var rejected = await client.PostAsync(address, null, token);

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal(type, rejected.Content.Headers.ContentType?.MediaType);
        Assert.Contains(text, WebUtility.HtmlDecode(await rejected.Content.ReadAsStringAsync(token)), StringComparison.Ordinal);
        Assert.True(rejected.Headers.RetryAfter!.Delta > TimeSpan.FromSeconds(50));
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
