using System.Net;
using System.Net.Http.Json;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Diary;

public sealed class MealEndpointTests(WebHost host) : IClassFixture<WebHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Meal_IsFoundAtItsLocationAndOnItsDay()
    {
        using var client = host.CreateClient();

        using var answer = await client.PostAsJsonAsync("/api/meals", Meal(), Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var saved = await answer.JsonAsync();
        Assert.Equal($"/api/meals/{Id(saved)}", answer.Headers.Location!.ToString());
        Assert.Equal($"\"{saved.Text("version")}\"", answer.Headers.ETag!.Tag);
        Assert.Equal(95, saved.GetProperty("totals").GetProperty("energyKcal").GetProperty("value").GetDouble());
        Assert.Equal("photo", saved.Text("source"));
        var found = await (await client.GetAsync(answer.Headers.Location, Token)).JsonAsync();
        Assert.Equal(saved.ToString(), found.ToString());
        var day = await client.DayAsync();
        Assert.Equal([Id(saved)], day.GetProperty("meals").EnumerateArray().Select(Id));
        Assert.Equal(115, day.GetProperty("totals").GetProperty("energyKcal").GetProperty("high").GetDouble());
    }

    [Fact]
    public async Task Get_WithoutCookie_IsEmptyAndMakesNoOwner()
    {
        using var client = host.CreateClient();

        using var answer = await client.GetAsync("/api/meals", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Empty((await answer.JsonAsync()).GetProperty("meals").EnumerateArray());
    }

    [Fact]
    public async Task Get_MealOfSomeoneElse_IsUnknown()
    {
        using var owner = host.CreateClient();
        using var other = host.CreateClient();
        var meal = await owner.AddAsync(Meal());
        await other.AddAsync(Meal());

        using var read = await other.GetAsync($"/api/meals/{Id(meal)}", Token);
        using var deleted = await other.DeleteAsync($"/api/meals/{Id(meal)}", Token);
        using var photo = await other.GetAsync($"/api/meals/{Id(meal)}/photo", Token);
        using var repeated = await other.PostAsync($"/api/meals/{Id(meal)}/repeat", null, Token);

        Assert.All([read, deleted, photo, repeated], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Equal("urn:caloguessr:meal-unknown", (await read.JsonAsync()).Text("type"));
        Assert.Single(await owner.IdsAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/json; charset=utf-7")]
    public async Task Write_NotJsonInAKnownEncoding_IsRefused(string? type)
    {
        using var client = host.CreateClient();

        var writes = new[] { ("POST", "/api/meals"), ("PUT", $"/api/meals/{NewId()}"), ("PUT", "/api/key"), ("POST", "/meal-editor") };
        foreach (var (method, address) in writes)
        {
            using var body = new ByteArrayContent("{}"u8.ToArray());
            body.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await client.SendAsync(new(HttpMethod.Parse(method), address) { Content = body }, Token);

            Assert.True(answer.StatusCode == HttpStatusCode.UnsupportedMediaType, $"{address}: {answer.StatusCode}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory, InlineData("application/json; charset=utf-8"), InlineData("application/json; charset=iso-8859-1")]
    public async Task Write_InAKnownEncoding_IsRead(string type)
    {
        using var client = host.CreateClient();
        using var body = new ByteArrayContent("""{"items":[]}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await client.PostAsync("/api/meals", body, Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Post_SameIdAgain_SavesItOnce()
    {
        using var client = host.CreateClient();
        var meal = Meal(id: NewId());

        using var first = await client.PostAsJsonAsync("/api/meals", meal, Token);
        using var retry = await client.PostAsJsonAsync("/api/meals", meal, Token);

        Assert.Equal(HttpStatusCode.OK, retry.StatusCode);
        Assert.Equal((await first.JsonAsync()).ToString(), (await retry.JsonAsync()).ToString());
        Assert.Single(await client.IdsAsync());
    }

    [Fact]
    public async Task Put_AfterDelete_BringsTheMealBack()
    {
        using var client = host.CreateClient();
        var meal = await client.AddAsync(Meal());

        using var deleted = await client.DeleteAsync($"/api/meals/{Id(meal)}", Token);
        Assert.Empty(await client.IdsAsync());
        using var undone = await client.PutAsJsonAsync($"/api/meals/{Id(meal)}", meal, Token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Created, undone.StatusCode);
        Assert.Equal([Id(meal)], await client.IdsAsync());
    }

    [Fact]
    public async Task Put_OtherDate_MovesTheMealThereAndBack()
    {
        using var client = host.CreateClient();
        var id = Id(await client.AddAsync(Meal()));

        foreach (var date in new[] { "2026-11-25", "2026-11-26", Day, "2026-11-23" })
        {
            using var moved = await client.PutAsJsonAsync($"/api/meals/{id}", Meal(date: date), Token);
            Assert.Equal(HttpStatusCode.OK, moved.StatusCode);

            foreach (var day in new[] { Day, "2026-11-23", "2026-11-25", "2026-11-26" })
                Assert.Equal(day == date ? [id] : [], await client.IdsAsync(day));
            Assert.Equal(date, (await (await client.GetAsync($"/api/meals/{id}", Token)).JsonAsync()).Text("date"));
        }

        using var deleted = await client.DeleteAsync($"/api/meals/{id}", Token);
        Assert.Empty(await client.IdsAsync("2026-11-23"));
        using var gone = await client.GetAsync($"/api/meals/{id}", Token);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData(Day)]
    [InlineData("2026-11-25")]
    public async Task Put_OlderVersion_IsRefused(string date)
    {
        using var client = host.CreateClient();
        var first = await client.AddAsync(Meal());
        using var edit = new HttpRequestMessage(HttpMethod.Put, $"/api/meals/{Id(first)}") { Content = JsonContent.Create(Meal("Pear")), Headers = { { "If-Match", $"\"{first.Text("version")}\"" } } };
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/meals/{Id(first)}") { Content = JsonContent.Create(Meal("Plum", date: date)), Headers = { { "If-Match", $"\"{first.Text("version")}\"" } } };

        using var edited = await client.SendAsync(edit, Token);
        using var refused = await client.SendAsync(stale, Token);

        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.Equal("urn:caloguessr:meal-changed", (await refused.JsonAsync()).Text("type"));
        var meal = Assert.Single((await client.DayAsync()).GetProperty("meals").EnumerateArray().ToArray());
        Assert.Equal("Pear", meal.GetProperty("items")[0].Text("name"));
    }

    [Fact]
    public async Task Put_IfMatchAny_NeedsAMealToBeThere()
    {
        using var client = host.CreateClient();
        using var early = new HttpRequestMessage(HttpMethod.Put, $"/api/meals/{NewId()}") { Content = JsonContent.Create(Meal()), Headers = { { "If-Match", "*" } } };
        using var refused = await client.SendAsync(early, Token);
        var id = Id(await client.AddAsync(Meal()));
        using var edit = new HttpRequestMessage(HttpMethod.Put, $"/api/meals/{id}") { Content = JsonContent.Create(Meal("Pear")), Headers = { { "If-Match", "*" } } };

        using var edited = await client.SendAsync(edit, Token);

        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
    }

    [Fact]
    public async Task Favourite_SetThenCleared_IsListedInBetween()
    {
        using var client = host.CreateClient();
        var plain = await client.AddAsync(Meal());
        var born = await client.AddAsync(Meal(favourite: true));

        using var set = await client.PutAsync($"/api/meals/{Id(plain)}/favourite", null, Token);
        var both = await client.GetFromJsonAsync<System.Text.Json.JsonElement[]>("/api/meals/favourites", Token);
        using var cleared = await client.DeleteAsync($"/api/meals/{Id(plain)}/favourite", Token);
        using var edited = await client.PutAsJsonAsync($"/api/meals/{Id(born)}", Meal(), Token);
        var none = await client.GetFromJsonAsync<System.Text.Json.JsonElement[]>("/api/meals/favourites", Token);

        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal([Id(plain), Id(born)], both!.Select(Id));
        Assert.Empty(none!);
    }

    [Fact]
    public async Task Repeat_WithSameNewId_SavesOneNewMealOfTheDay()
    {
        using var client = host.CreateClient();
        var meal = await client.AddAsync(Meal(favourite: true));
        var address = $"/api/meals/{Id(meal)}/repeat?date=2026-12-01&as={NewId("2026-12-01")}";

        using var first = await client.PostAsync(address, null, Token);
        using var retry = await client.PostAsync(address, null, Token);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, retry.StatusCode);
        var again = Assert.Single((await client.DayAsync("2026-12-01")).GetProperty("meals").EnumerateArray().ToArray());
        Assert.Equal("repeat", again.Text("source"));
        Assert.False(again.GetProperty("favourite").GetBoolean());
        Assert.Equal(meal.GetProperty("items").ToString(), again.GetProperty("items").ToString());
    }

    [Fact]
    public async Task Post_DayFull_IsRefusedWithTheWayOut()
    {
        using var client = host.CreateClient();
        for (var count = 0; count < 100; count++) await client.AddAsync(Meal());

        using var answer = await client.PostAsJsonAsync("/api/meals", Meal(), Token);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("urn:caloguessr:day-full", (await answer.JsonAsync()).Text("type"));
    }
}
