using System.Text.Json;
using Caloguessr.Web.Recognition;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Web.Tests.Recognition;

public sealed class RecogniserHealthTests : IClassFixture<WebHost>
{
    private readonly WebHost _host;

    public RecogniserHealthTests(WebHost host) => _host = host;

    [Fact]
    public async Task Health_ModelLoaded_SaysReady()
    {
        using var client = _host.CreateClient();
        await _host.Services.GetRequiredService<FoodRecogniser>().Loading.WithDeadline("the recogniser's model");

        var health = JsonDocument.Parse(await client.GetStringAsync("/health", TestContext.Current.CancellationToken));

        Assert.Equal("Healthy", health.RootElement.GetProperty("checks").GetProperty("recogniser").GetProperty("status").GetString());
    }
}
