using System.Net;
using System.Text;
using System.Text.Json;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Diary;

public sealed class MealValidationTests(WebHost host) : IClassFixture<WebHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Faults => new()
    {
        { "id", "\"../other\"", "id" },
        { "id", "\"20261399-abcdefgh\"", "id" },
        { "id", "\"20261124-ABCDEFGH\"", "id" },
        { "date", "\"1999-12-31\"", "date" },
        { "date", "\"2101-01-01\"", "date" },
        { "date", "\"24.11.2026\"", "date" },
        { "time", "\"12:30\"", "time" },
        { "time", "\"2026-11-24T12:30:00\"", "time" },
        { "time", "\"2026-11-27T12:30:00Z\"", "time" },
        { "title", $"\"{new string('x', 121)}\"", "title" },
        { "title", "\"a\\nb\"", "title" },
        { "model", $"\"{new string('x', 101)}\"", "model" },
        { "source", "\"dream\"", "source" },
        { "items", "null", "items" },
        { "items", "\"none\"", "items" },
        { "items", $"[{string.Join(',', Enumerable.Repeat("null", 51))}]", "items" },
        { "items", "[null]", "items[0].name" },
        { "items.name", "\"  \"", "items[0].name" },
        { "items.name", $"\"{new string('x', 121)}\"", "items[0].name" },
        { "items.name", "7", "items[0].name" },
        { "items.foodKey", "\"Apple Pie\"", "items[0].foodKey" },
        { "items.portionGrams", "null", "items[0].portionGrams" },
        { "items.portionGrams", "-1", "items[0].portionGrams" },
        { "items.portionGrams", "5000.1", "items[0].portionGrams" },
        { "items.portionGrams", "1e999", "items[0].portionGrams" },
        { "items.portionGrams", "\"NaN\"", "items[0].portionGrams" },
        { "items.energyKcal", "null", "items[0].energyKcal" },
        { "items.energyKcal", "{}", "items[0].energyKcal.value" },
        { "items.energyKcal", "{\"low\":3,\"value\":2,\"high\":4}", "items[0].energyKcal" },
        { "items.energyKcal", "{\"value\":50001}", "items[0].energyKcal.value" },
        { "items.proteinGrams", "-0.1", "items[0].proteinGrams" },
        { "items.carbsGrams", "5001", "items[0].carbsGrams" },
        { "items.fatGrams", "null", "items[0].fatGrams" },
        { "items.confidence", "1.01", "items[0].confidence" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Post_Fault_NamesTheFieldAndTheFix(string field, string value, string named)
    {
        using var client = host.CreateClient();

        using var answer = await client.PostAsync("/api/meals", new StringContent(With(field, value), Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var problem = await answer.JsonAsync();
        Assert.Equal("urn:caloguessr:meal-invalid", problem.Text("type"));
        var message = problem.GetProperty("errors").GetProperty(named)[0].GetString()!;
        Assert.StartsWith($"{named} ", message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"items\":[")]
    [InlineData("\"meal\"")]
    public async Task Post_NoMeal_IsInvalid(string body)
    {
        using var client = host.CreateClient();

        using var answer = await client.PostAsync("/api/meals", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("urn:caloguessr:meal-invalid", (await answer.JsonAsync()).Text("type"));
    }

    [Fact]
    public async Task Post_OtherMediaType_IsRefused()
    {
        using var client = host.CreateClient();

        using var answer = await client.PostAsync("/api/meals", new StringContent("{\"items\":[]}", Encoding.UTF8, "text/plain"), Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/meals?date=yesterday")]
    [InlineData("/api/meals.csv?from=0001-01-01")]
    [InlineData("/api/meals.csv?to=x")]
    public async Task Get_NoDay_IsInvalid(string address)
    {
        using var client = host.CreateClient();

        using var answer = await client.GetAsync(address, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Post_Bounds_AreAccepted()
    {
        using var client = host.CreateClient();
        var item = "{\"name\":\"x\",\"portionGrams\":5000,\"energyKcal\":{\"value\":50000},\"proteinGrams\":0,\"carbsGrams\":0,\"fatGrams\":5000}";

        using var full = await client.PostAsync("/api/meals", new StringContent(
            $"{{\"date\":\"2100-12-31\",\"title\":\"{new string('ä', 120)}\",\"items\":[{string.Join(',', Enumerable.Repeat(item, 50))}]}}", Encoding.UTF8, "application/json"), Token);
        using var empty = await client.PostAsync("/api/meals", new StringContent("{\"date\":\"2000-01-01\",\"items\":[]}", Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.Created, full.StatusCode);
        Assert.Equal(HttpStatusCode.Created, empty.StatusCode);
        Assert.Equal(50_000, (await full.JsonAsync()).GetProperty("items")[0].GetProperty("energyKcal").GetProperty("low").GetDouble());
    }

    private static string With(string field, string value)
    {
        var meal = JsonSerializer.SerializeToNode(Meal())!.AsObject();
        var parts = field.Split('.');
        var parent = parts.Length == 1 ? meal : meal["items"]![0]!.AsObject();
        parent[parts[^1]] = "REPLACE";
        return meal.ToJsonString().Replace("\"REPLACE\"", value, StringComparison.Ordinal);
    }
}
