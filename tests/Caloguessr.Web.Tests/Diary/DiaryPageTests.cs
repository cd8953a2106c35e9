using System.Net;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Diary;

public sealed class DiaryPageTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Page = $"/diary?date={Day}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_EmptyDay_OffersAPhotoAndMakesNoOwner()
    {
        using var client = host.CreateClient();

        using var answer = await client.GetAsync("/diary?date=2025-03-11", Token);

        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("Nothing was entered on this day.", html, StringComparison.Ordinal);
        Assert.Contains("Photograph your meal", html, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith("caloguessr-owner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteThenUndo_ByFormsAlone_BringsTheMealBack()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        var id = Id(await client.AddAsync(Meal()));

        using var deleted = await client.PostFormAsync(Page, Assert.Single(Pages.Actions(await client.PageAsync(Page), "/delete")));
        Assert.Equal($"/diary?date={Day}&deleted={id}", deleted.Headers.Location!.ToString());
        Assert.Empty(await client.IdsAsync());
        var afterwards = await client.PageAsync(deleted.Headers.Location.ToString());
        Assert.Contains("Deleted: Lunch.", afterwards, StringComparison.Ordinal);
        using var restored = await client.PostFormAsync(Page, Assert.Single(Pages.Actions(afterwards, "/restore")));

        Assert.Equal($"/diary?date={Day}#meal-{id}", restored.Headers.Location!.ToString());
        Assert.Equal([id], await client.IdsAsync());
        Assert.DoesNotContain("Deleted: Lunch.", await client.PageAsync(deleted.Headers.Location.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Favourite_AddedByADoubleClick_IsOnTheShownDayOnce()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        await client.AddAsync(Meal());
        using var made = await client.PostFormAsync(Page, Assert.Single(Pages.Actions(await client.PageAsync(Page), "favourite?on=true")));
        var add = Assert.Single(Pages.Actions(await client.PageAsync("/diary?date=2026-11-30"), "/repeat"));

        using var first = await client.PostFormAsync(Page, add);
        using var second = await client.PostFormAsync(Page, add);

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Single(await client.IdsAsync("2026-11-30"));
        Assert.Contains("Saved.", await client.PageAsync(first.Headers.Location!.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeat_OnAFullDay_SaysSo()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        for (var count = 0; count < 100; count++) await client.AddAsync(Meal());
        await client.AddAsync(Meal(date: "2026-11-23"));
        var repeat = Assert.Single(Pages.Actions(await client.PageAsync("/diary?date=2026-11-23"), "/repeat"));

        using var answer = await client.PostFormAsync(Page, System.Text.RegularExpressions.Regex.Replace(repeat, "date=[0-9-]+", $"date={Day}"));

        Assert.Contains("This day is full.", await client.PageAsync(answer.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Equal(100, (await client.IdsAsync()).Length);
    }

    [Fact]
    public async Task Forms_WithoutAntiforgeryToken_ChangeNothing()
    {
        using var client = host.CreateClient();
        var id = Id(await client.AddAsync(Meal()));

        foreach (var address in Pages.Actions(await client.PageAsync(Page), "/diary/meals/"))
        {
            using var refused = await client.PostAsync(address, new FormUrlEncodedContent([]), Token);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var meal = Assert.Single((await client.DayAsync()).GetProperty("meals").EnumerateArray().ToArray());
        Assert.Equal(id, Id(meal));
        Assert.False(meal.GetProperty("favourite").GetBoolean());
    }

    [Fact]
    public async Task Get_TitleWithMarkup_ShowsItAsText()
    {
        using var client = host.CreateClient();
        var meal = Meal("<img src=x>");
        meal["title"] = "<script>alert(1)</script>";
        await client.AddAsync(meal);

        var html = await client.PageAsync(Page);

        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de", "Dienstag, 24. November 2026", "95\u00a0kcal")]
    [InlineData("en", "Tuesday, 24 November 2026", "95\u00a0kcal")]
    public async Task Get_Language_WritesDayAndNumbersInIt(string language, string day, string energy)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        await client.AddAsync(Meal());

        var html = WebUtility.HtmlDecode(await client.PageAsync(Page));

        Assert.Contains($"<html lang=\"{language}\"", html, StringComparison.Ordinal);
        Assert.Contains(day, html, StringComparison.Ordinal);
        Assert.Contains(energy, html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/diary?date=2026-13-40&deleted=../x&saved=%3Cb%3E")]
    [InlineData("/diary?date=&deleted=20261124-unknownunknown")]
    public async Task Get_GarbageInTheAddress_ShowsToday(string address)
    {
        using var client = host.CreateClient();
        await client.AddAsync(Meal());

        Assert.Contains("<h1>Today</h1>", await client.PageAsync(address), StringComparison.Ordinal);
    }
}
