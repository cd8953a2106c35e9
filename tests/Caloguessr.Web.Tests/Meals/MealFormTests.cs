using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Caloguessr.Web.Tests.Layout;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Caloguessr.Web.Tests.Meals;

/// <summary>The editor without a script: every button is a form post, and the form remembers everything.</summary>
public sealed class MealFormTests(WebHost host) : IClassFixture<WebHost>
{
    private static readonly WebApplicationFactoryClientOptions NoRedirect = new() { AllowAutoRedirect = false };

    [Fact]
    public async Task QuickAdd_Saved_StandsInTheDiaryOnce()
    {
        using var client = host.CreateClient(NoRedirect);
        var fields = await OpenAsync(client, "/quick-add/apple");

        using var first = await PostAsync(client, fields, "save");
        using var again = await PostAsync(client, fields, "save");

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.StartsWith("/diary?date=", first.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        var meal = Assert.Single(await MealsAsync(client, fields));
        Assert.Equal("apple", meal.GetProperty("items")[0].GetProperty("foodKey").GetString());
        Assert.Equal("search", meal.GetProperty("source").GetString());
    }

    [Fact]
    public async Task Portion_TypedIn_CountsAsWeighed()
    {
        using var client = host.CreateClient(NoRedirect);
        var fields = With(await OpenAsync(client, "/quick-add/apple"), "portion", "100");

        using var saved = await PostAsync(client, fields, "save");

        var energy = Assert.Single(await MealsAsync(client, fields)).GetProperty("items")[0].GetProperty("energyKcal");
        var value = energy.GetProperty("value").GetDouble();
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.InRange(value, 40, 70);
        Assert.Equal(value * 0.9, energy.GetProperty("low").GetDouble(), 0.2);
    }

    [Fact]
    public async Task Buttons_AddAndRemove_ChangeTheForm()
    {
        using var client = host.CreateClient(NoRedirect);
        var fields = await OpenAsync(client, "/quick-add/apple");

        using var added = await PostAsync(client, fields, "add:banana");
        var two = PageText.Fields(await TextAsync(added));
        using var removed = await PostAsync(client, two, "remove:0");
        var one = PageText.Fields(await TextAsync(removed));

        Assert.Equal(2, two.Count(field => field.Key == "item"));
        Assert.Contains("\"banana\"", Assert.Single(one, field => field.Key == "item").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meal_Edited_ReplacesTheOldOneUnlessItChangedElsewhere()
    {
        using var client = host.CreateClient(NoRedirect);
        var fields = await OpenAsync(client, "/quick-add/apple");
        using var saved = await PostAsync(client, fields, "save");
        var id = Assert.Single(await MealsAsync(client, fields)).GetProperty("id").GetString();
        var oneTab = await OpenAsync(client, $"/meals/{id}");
        var otherTab = await OpenAsync(client, $"/meals/{id}");

        using var edited = await PostAsync(client, With(oneTab, "portion", "50"), "save");
        using var late = await PostAsync(client, With(otherTab, "portion", "400"), "save");

        Assert.Equal(HttpStatusCode.Redirect, edited.StatusCode);
        Assert.Contains("was changed elsewhere", await TextAsync(late), StringComparison.Ordinal);
        Assert.Equal(50, Assert.Single(await MealsAsync(client, fields)).GetProperty("items")[0].GetProperty("portionGrams").GetDouble());
    }

    [Theory]
    [InlineData("item", "{")]
    [InlineData("item", "null")]
    [InlineData("item", """{"name":"x","portionGrams":-1,"energyKcal":{"low":0,"value":1,"high":2},"proteinGrams":0,"carbsGrams":0,"fatGrams":0,"confidence":1}""")]
    [InlineData("item", """{"name":"x","portionGrams":1,"energyKcal":null,"proteinGrams":0,"carbsGrams":0,"fatGrams":0,"confidence":1}""")]
    [InlineData("item", """{"name":"x","portionGrams":1,"energyKcal":{"low":0,"value":1,"high":2},"proteinGrams":0,"carbsGrams":0,"fatGrams":0,"confidence":0,"foodKey":"apple","alternatives":[null]}""")]
    [InlineData("warnings", "[1]")]
    public async Task Form_ThatIsNotOurs_IsRefused(string field, string value)
    {
        using var client = host.CreateClient(NoRedirect);

        var fields = await OpenAsync(client, "/quick-add/apple");
        var row = fields.Single(hidden => hidden.Key == "row").Value;

        using var answer = await PostAsync(client, [.. With(fields, field, value), new($"choice-{row}", "apple")], "save");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("0001-01-01", "Europe/Berlin")]
    [InlineData("9999-12-31", "America/New_York")]
    public async Task Day_OutsideTheDiary_CountsAsToday(string day, string zone)
    {
        using var client = host.CreateClient(NoRedirect);
        client.DefaultRequestHeaders.Add("Cookie", $"caloguessr-zone={zone}");
        var fields = await OpenAsync(client, "/quick-add/apple");

        using var saved = await PostAsync(client, With(With(fields, "date", day), "time", day.StartsWith('0') ? "00:00" : "23:59"), "save");

        var today = fields.Single(field => field.Key == "date").Value;
        Assert.StartsWith($"/diary?date={today}", saved.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithoutToken_IsRefused()
    {
        using var client = host.CreateClient(NoRedirect);
        var fields = await OpenAsync(client, "/quick-add/apple");

        using var answer = await PostAsync(client, [.. fields.Where(field => field.Key != "__RequestVerificationToken")], "save");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<List<KeyValuePair<string, string>>> OpenAsync(HttpClient client, string path) =>
        PageText.Fields(await client.GetStringAsync(path, TestContext.Current.CancellationToken));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, List<KeyValuePair<string, string>> fields, string action)
    {
        using var content = new FormUrlEncodedContent([.. fields, KeyValuePair.Create("action", action)]);
        return await client.PostAsync("/meals", content, TestContext.Current.CancellationToken);
    }

    private static List<KeyValuePair<string, string>> With(List<KeyValuePair<string, string>> fields, string name, string value) =>
        [.. fields.Select(field => field.Key == name ? KeyValuePair.Create(name, value) : field)];

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<JsonElement[]> MealsAsync(HttpClient client, List<KeyValuePair<string, string>> fields)
    {
        var date = fields.Single(field => field.Key == "date").Value;
        var day = await client.GetFromJsonAsync<JsonElement>($"/api/meals?date={date}", TestContext.Current.CancellationToken);
        return [.. day.GetProperty("meals").EnumerateArray()];
    }
}
