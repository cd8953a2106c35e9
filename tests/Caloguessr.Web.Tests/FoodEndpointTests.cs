using System.Net.Http.Json;
using System.Text.Json;

namespace Caloguessr.Web.Tests;

public sealed class FoodEndpointTests : IClassFixture<WebHost>
{
    private readonly WebHost _host;

    public FoodEndpointTests(WebHost host) => _host = host;

    [Fact]
    public async Task Search_GermanName_FindsTheFood()
    {
        using var client = _host.CreateClient();

        var foods = await client.GetFromJsonAsync<JsonElement[]>("/api/foods?q=apfel&language=de", TestContext.Current.CancellationToken);

        Assert.Contains(foods!, food => food.GetProperty("name").GetString() == "Apfel");
    }
}
