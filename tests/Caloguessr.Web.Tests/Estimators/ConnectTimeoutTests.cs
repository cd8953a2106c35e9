using System.Net;
using System.Net.Http.Json;
using Caloguessr.Testing;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Tests.Estimates;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Web.Tests.Estimators;

/// <summary>A server that lets nobody connect is told from one that does not answer.</summary>
public sealed class ConnectTimeoutTests
{
    [Fact]
    public async Task Gemini_WithoutConnection_CannotBeReached()
    {
        await using var host = await WithoutConnectionAsync(new EstimateHost());

        var (response, problem) = await host.EstimateAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("cannot be reached", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalModel_WithoutConnection_CannotBeReached()
    {
        await using var host = await WithoutConnectionAsync(new OpenAIHost());

        var (response, problem) = await host.EstimateAsync(key: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("is it running?", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyCheck_WithoutConnection_CannotReachGemini()
    {
        await using var host = await WithoutConnectionAsync(new EstimateHost());
        using var client = host.CreateClient();

        using var answer = await client.PutAsJsonAsync("/api/key", new { key = GeminiStub.GoodKey }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("cannot be reached", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<EstimateHost> WithoutConnectionAsync(EstimateHost host)
    {
        host.Registrations = services =>
            services.AddHttpClient(EstimatorExtensions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new NoConnection());
        await host.InitializeAsync();
        return host;
    }

    // As the framework's own handler ends when its ConnectTimeout is over.
    private sealed class NoConnection : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new TaskCanceledException("", new TimeoutException()));
    }
}
