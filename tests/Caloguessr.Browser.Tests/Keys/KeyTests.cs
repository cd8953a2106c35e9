using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Keys;

/// <summary>A key of the user's own: from then on, Gemini looks.</summary>
public sealed class KeyTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Key_Entered_LetsGeminiLookAndShowsItemsAsTheyArrive()
    {
        var rest = new TaskCompletionSource();
        var afterTheApple = GeminiAnswers.Breakfast.IndexOf("{\"name\":\"Banana\"", StringComparison.Ordinal);
        var key = Site.Keys.Create(GeminiAnswers.Halting(GeminiAnswers.Breakfast, afterTheApple, rest.Task));
        var page = await OpenAsync("/settings");
        await EnterAsync(page, key);
        await Expect(page.Notice("The key works and is saved.")).ToBeVisibleAsync();
        await Expect(page.GetByText($"••••{key[^4..]}")).ToBeVisibleAsync();

        await page.GotoAsync("/");
        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Apple" })).ToBeVisibleAsync();
        await Expect(page.Notice("Looking what is on it")).ToBeAttachedAsync();
        await Expect(page.GetByText("Banana")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "The photo of the meal" })).ToBeVisibleAsync();
        rest.SetResult();

        await Expect(page.Heading("On this photo")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 3 })).ToHaveTextAsync(["Apple", "Banana"]);
        await Expect(page.Total()).ToContainTextAsync("About 200");
        await Expect(page.GetByLabel("Something the photo does not show?")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hint_Given_TravelsWithThePhoto()
    {
        var asked = new TaskCompletionSource<string>();
        var reply = GeminiAnswers.Reply(GeminiAnswers.Breakfast);
        var key = Site.Keys.Create(reply);
        var page = await OpenAsync();
        await page.HasKeyAsync(key);
        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.Heading("Banana")).ToBeVisibleAsync();
        Site.Keys.Answer(key, (context, call) =>
        {
            asked.TrySetResult(call.Body!.ToJsonString());
            return reply(context, call);
        });

        await page.GetByLabel("Something the photo does not show?").FillAsync("half of it is left");
        await page.Button("Estimate again").ClickAsync();

        Assert.Contains("half of it is left", await asked.Task.WithDeadline("the second question to Gemini"), StringComparison.Ordinal);
        await Expect(page.Heading("Banana")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Key_NotAccepted_IsExplainedAndNotSaved()
    {
        Expected("status of 401");
        var page = await OpenAsync("/settings");

        await EnterAsync(page, "AIzaNobodyKnowsThisOne");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Key not accepted");
        await Expect(page.GetByLabel("Gemini API key")).ToHaveValueAsync("");
        Assert.DoesNotContain(await page.Context.CookiesAsync(), IsKey);
    }

    [Fact]
    public async Task Key_Saved_IsOutOfReachOfScriptsAndNotReadable()
    {
        var key = Site.Keys.Create(GeminiAnswers.Reply(GeminiAnswers.Breakfast));
        var page = await OpenAsync("/settings");

        await EnterAsync(page, key);
        await Expect(page.Notice("The key works and is saved.")).ToBeVisibleAsync();

        var cookie = Assert.Single(await page.Context.CookiesAsync(), IsKey);
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, cookie.SameSite);
        Assert.DoesNotContain(key, cookie.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("caloguessr.key", await page.EvaluateAsync<string>("document.cookie"), StringComparison.Ordinal);
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, Site.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_CheckedAndRemoved_LeavesTheBuiltInRecogniser()
    {
        var page = await OpenAsync();
        await page.HasKeyAsync(Site.Keys.Create(GeminiAnswers.Reply(GeminiAnswers.Breakfast)));
        await page.GotoAsync("/settings");

        await page.Button("Check").ClickAsync();
        await Expect(page.Notice("The key works.")).ToBeVisibleAsync();
        await page.Button("Remove").ClickAsync();
        await Expect(page.Notice("The key was removed from this browser.")).ToBeVisibleAsync();

        Assert.DoesNotContain(await page.Context.CookiesAsync(), IsKey);
        await page.GotoAsync("/");
        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.Guesses()).ToHaveCountAsync(5);
    }

    private static async Task EnterAsync(IPage page, string key)
    {
        await page.GetByLabel("Gemini API key").FillAsync(key);
        await page.Button("Check and save").ClickAsync();
    }

    private static bool IsKey(BrowserContextCookiesResult cookie) => cookie.Name == "caloguessr.key";
}
