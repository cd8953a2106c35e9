using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Start;

/// <summary>What can go wrong between a photo and its estimate: each state says what happened and has one way on.</summary>
public sealed class ProblemTests(CaloguessrSite site) : BrowserTest(site)
{
    private const string Refused = "the server responded with a status of";
    private const float ALittle = 500;
    private const string Cut = "net::ERR_";
    private const string NoServiceWorker = "An unknown error occurred when fetching the script";

    [Fact]
    public async Task Photo_WithoutFood_IsRefusedPlainly()
    {
        var page = await OpenAsync();

        await page.ChoosePhotoAsync(await Photo.NoFoodAsync(page.Context));

        await SaysAsync(page, "No food in the photo", "Take one that shows the whole meal", "Another photo");
        await page.Link("Another photo").ClickAsync();
        await Expect(page.GetByLabel("choose a photo")).ToBeEnabledAsync();
        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("heic", "Not a usable photo format", "The photo is HEIC.")]
    [InlineData("broken", "Photo cannot be read", "damaged or incomplete")]
    public async Task Photo_Unusable_IsExplained(string kind, string title, string detail)
    {
        Expected(Refused);
        var page = await OpenAsync();

        await page.ChoosePhotoAsync(kind == "heic" ? Photo.Heic : Photo.Broken());

        await SaysAsync(page, title, detail, "Another photo");
    }

    [Fact]
    public async Task Photo_TooLarge_IsExplained()
    {
        var page = await OpenAsync();
        var file = Path.Combine(Path.GetTempPath(), $"caloguessr-{Guid.NewGuid():N}.jpg");
        await File.WriteAllBytesAsync(file, Photo.Broken(11 * 1024 * 1024).Buffer, Token);

        await page.ChoosePhotoAsync(file);

        await SaysAsync(page, "This photo is too large", "Up to 10 MB are accepted.", "Another photo");
        File.Delete(file);
    }

    [Fact]
    public async Task Gemini_Throttled_CountsDownAndThenTriesAgain()
    {
        var key = Site.Keys.Create(GeminiAnswers.Throttled("37s"));
        var page = await OpenAsync();
        await page.Clock.InstallAsync();
        await page.HasKeyAsync(key);
        await page.ReloadAsync();

        await page.ChoosePhotoAsync(Photo.Unsure);

        await SaysAsync(page, "Too many requests", "Next try in 3", "Try again");
        await Expect(page.Link("Try again")).ToBeDisabledAsync();
        Site.Keys.Answer(key, GeminiAnswers.Reply(GeminiAnswers.Breakfast));
        await page.Clock.FastForwardAsync("00:40");
        await Expect(page.Link("Try again")).ToBeEnabledAsync();
        await Expect(page.GetByText("Next try in")).ToHaveCountAsync(0);
        await page.Link("Try again").ClickAsync();
        await Expect(page.Heading("Banana")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Gemini_OutOfOrder_KeepsThePhotoForANewTry()
    {
        var key = Site.Keys.Create(GeminiAnswers.ModelUnknown);
        var page = await OpenAsync();
        await page.HasKeyAsync(key);

        await page.ChoosePhotoAsync(Photo.Unsure);

        await SaysAsync(page, "Estimator not available", "add the food by search", "Try again");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "The photo of the meal" })).ToBeVisibleAsync();
        Site.Keys.Answer(key, GeminiAnswers.Reply(GeminiAnswers.Breakfast));
        await page.Link("Try again").ClickAsync();
        await Expect(page.Heading("Banana")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Gemini_RefusesTheKeyLater_LeadsToTheKey()
    {
        var key = Site.Keys.Create(GeminiAnswers.KeyInvalid);
        var page = await OpenAsync();
        await page.HasKeyAsync(key);

        await page.ChoosePhotoAsync(Photo.Unsure);

        await SaysAsync(page, "Key not accepted", "Check it on the settings page", "To the key");
        await page.Link("To the key").ClickAsync();
        await Expect(page.Heading("Better estimates")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Cancel_WhileLooking_KeepsThePhotoForANewTry()
    {
        var key = Site.Keys.Create(GeminiAnswers.Silence);
        var page = await OpenAsync();
        await page.HasKeyAsync(key);
        await page.ChoosePhotoAsync(Photo.Unsure);

        await page.Button("Cancel").ClickAsync();

        await SaysAsync(page, "Cancelled", "The photo is still here", "Try again");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "The photo of the meal" })).ToBeVisibleAsync();
        Site.Keys.Answer(key, GeminiAnswers.Reply(GeminiAnswers.Breakfast));
        await page.Link("Try again").ClickAsync();
        await Expect(page.Heading("Banana")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cancel_WhileTheResultArrives_IsTheLastWord()
    {
        var page = await OpenAsync();
        var go = await HoldResultAsync(page);

        await page.Button("Cancel").ClickAsync();
        go();

        await page.WaitForTimeoutAsync(ALittle);
        await SaysAsync(page, "Cancelled", "The photo is still here", "Try again");
    }

    [Fact]
    public async Task Photo_ChosenWhileAResultArrives_IsTheOneThatIsShown()
    {
        var page = await OpenAsync();
        var noFood = await Photo.NoFoodAsync(page.Context);
        var go = await HoldResultAsync(page);

        await page.ChoosePhotoAsync(noFood);
        await Expect(page.Heading("No food in the photo")).ToBeVisibleAsync();
        go();

        await page.WaitForTimeoutAsync(ALittle);
        await SaysAsync(page, "No food in the photo", "Take one that shows the whole meal", "Another photo");
    }

    // A photo is estimated, and its result is held back until the action is called.
    private static async Task<Action> HoldResultAsync(IPage page)
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**/meal-editor", async route =>
        {
            asked.TrySetResult();
            await go.Task;
            await route.ContinueAsync();
        });
        await page.ChoosePhotoAsync(Photo.Unsure);
        await asked.Task.WaitAsync(Token);
        return go.SetResult;
    }

    [Fact]
    public async Task Server_Down_KeepsThePhotoUntilItIsBack()
    {
        Expected(Cut);
        Expected(NoServiceWorker);
        var way = WayIn();
        var page = await OpenAsync(with: options => options.BaseURL = way.Address.ToString());
        await way.DownAsync();

        await page.ChoosePhotoAsync(Photo.Unsure);

        await SaysAsync(page, "No connection", "The photo is kept here", "Try again");
        way.Up();
        await page.Link("Try again").ClickAsync();
        await Expect(page.Guesses()).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Network_Lost_KeepsThePhotoUntilItIsBack()
    {
        Expected(Cut);
        Expected(NoServiceWorker);
        var page = await OpenAsync();
        await page.Context.SetOfflineAsync(true);

        await page.ChoosePhotoAsync(Photo.Unsure);

        await SaysAsync(page, "No connection", "The photo is kept here", "Try again");
        await page.Context.SetOfflineAsync(false);
        await page.Link("Try again").ClickAsync();
        await Expect(page.Guesses()).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Page_OpenedWhileTheServerIsDown_SaysSoAndGoesOnLater()
    {
        Expected(Cut);
        Expected(NoServiceWorker);
        var way = WayIn();
        var page = await OpenAsync(with: options => options.BaseURL = way.Address.ToString());
        await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await way.DownAsync();

        await page.GotoAsync("/diary");

        await Expect(page.Heading("No connection")).ToBeVisibleAsync();
        await Expect(page.Heading("No connection")).ToHaveCSSAsync("font-weight", "650");
        way.Up();
        await page.Link("Try again").ClickAsync();
        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
    }

    private static async Task SaysAsync(IPage page, string title, string detail, string wayOn)
    {
        var panel = page.GetByRole(AriaRole.Alert).Filter(new() { Has = page.Heading(title) });
        await Expect(page.Heading(title)).ToBeFocusedAsync();
        await Expect(panel).ToContainTextAsync(detail);
        await Expect(panel.GetByRole(AriaRole.Link).Or(panel.GetByRole(AriaRole.Button))).ToHaveTextAsync([wayOn]);
    }
}
