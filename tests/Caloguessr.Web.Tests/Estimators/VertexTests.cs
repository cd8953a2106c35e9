using System.Net;
using Caloguessr.Testing;
using Caloguessr.Web.Tests.Estimates;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Web.Tests.Estimators;

public sealed class VertexTests
{
    private const string Token = "ya29.a-token-of-the-test";

    [Fact]
    public async Task Estimate_OnVertex_AsksItsAddressWithABearerTokenAndNoKey()
    {
        await using var host = await StartAsync(new FixedToken(Token));

        var (response, _) = await host.EstimateAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var call = Assert.Single(host.Gemini.Calls);
        Assert.Equal("/v1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-3.8-flash:generateContent", call.Path);
        Assert.Equal($"Bearer {Token}", call.Authorization);
        Assert.Null(call.ApiKey);
        Assert.DoesNotContain(host.Logs, line => line.Contains(Token, StringComparison.Ordinal));
        Assert.Contains(host.Spans.All, span => span.GetTagItem("gen_ai.provider.name") is "gcp.vertex_ai");
    }

    [Fact]
    public async Task Estimate_NoCredentials_SaysHowToGiveThem()
    {
        await using var host = await StartAsync(new NoToken());

        var (response, problem) = await host.EstimateAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("GOOGLE_APPLICATION_CREDENTIALS", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_RoleMissing_IsNotBlamedOnTheUsersKey()
    {
        await using var host = await StartAsync(new FixedToken(Token));
        host.Gemini.Always = GeminiAnswers.Error(403, "PERMISSION_DENIED", "Permission 'aiplatform.endpoints.predict' denied.");

        var (response, problem) = await host.EstimateAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("Vertex AI User", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("global", "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/m:generateContent")]
    [InlineData("europe-west4", "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/models/m:generateContent")]
    public void Target_Location_HasItsHost(string location, string expected)
    {
        var target = new Web.Estimators.VertexTarget(new() { Project = "p", Location = location, Model = "m" }, new NoToken());

        Assert.Equal(expected, target.Method("generateContent").AbsoluteUri);
    }

    private static async Task<EstimateHost> StartAsync(ITokenAccess credentials)
    {
        var host = new EstimateHost { Registrations = services => services.AddSingleton(credentials) };
        await host.InitializeAsync();
        host.Settings["Estimator:Provider"] = "vertex";
        host.Settings["Vertex:Project"] = "my-project";
        host.Settings["Vertex:Location"] = "europe-west4";
        host.Settings["Vertex:Endpoint"] = host.Gemini.Endpoint.AbsoluteUri;
        return host;
    }

    private sealed class FixedToken(string token) : ITokenAccess
    {
        public Task<string> GetAccessTokenForRequestAsync(string? authUri, CancellationToken cancellationToken) => Task.FromResult(token);
    }

    private sealed class NoToken : ITokenAccess
    {
        public Task<string> GetAccessTokenForRequestAsync(string? authUri, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Your default credentials were not found.");
    }
}
