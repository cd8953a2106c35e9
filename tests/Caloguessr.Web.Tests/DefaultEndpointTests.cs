using System.Net.Http.Json;
using System.Text.Json;
using Caloguessr.ServiceDefaults;
using Caloguessr.Web.Recognition;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Web.Tests;

/// <summary>What probes and scrapers ask for. Aspire's own defaults answer them in development only.</summary>
public sealed class DefaultEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DefaultEndpoints_InProduction_Answer()
    {
        await using var host = new WebHost();
        await using var production = host.WithWebHostBuilder(builder => builder.UseEnvironment("Production"));
        using var client = production.CreateClient();
        await production.Services.GetRequiredService<FoodRecogniser>().Loading.WithDeadline("the recogniser's model");

        var alive = await client.GetFromJsonAsync<JsonElement>("/alive", Token);
        var health = await client.GetFromJsonAsync<JsonElement>("/health", Token);
        var version = await client.GetFromJsonAsync<ServiceVersion>("/version", Token);

        Assert.Equal(["self"], alive.GetProperty("checks").EnumerateObject().Select(check => check.Name));
        Assert.Equal("Healthy", health.GetProperty("status").GetString());
        Assert.Equal("Caloguessr.Web", version!.Name);
        Assert.Matches(@"^\d+\.\d+\.\d+$", version.Version);
        Assert.Matches("^([0-9a-f]{40}|unknown)$", version.Commit);
        Assert.Contains("http_server_request_duration_seconds", await client.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
    }
}
