using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Start;

/// <summary>A photo becomes an estimate, with the built-in recogniser.</summary>
public sealed class PhotoTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Photo_Recognised_PreselectsTheLikelyGuess()
    {
        var photo = Photo.Sure();
        var page = await OpenAsync();

        await page.ChoosePhotoAsync(photo);

        await Expect(page.Heading("On this photo")).ToBeFocusedAsync();
        await Expect(page.Guesses()).ToHaveCountAsync(5);
        await Expect(page.Radio("Caesar salad")).ToBeCheckedAsync();
        await Expect(page.Heading("Caesar salad")).ToBeVisibleAsync();
        await Expect(page.GetByText("Rough match")).ToBeVisibleAsync();
        await Expect(page.Link("Get better estimates")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Photo_Unsure_CountsNothingUntilAGuessIsChosen()
    {
        var page = await OpenAsync();

        await page.ChoosePhotoAsync(Photo.Unsure);

        await Expect(page.Guesses()).ToHaveCountAsync(5);
        await Expect(page.Total()).ToHaveTextAsync("Nothing is counted until it is clear what this is.");
        Assert.DoesNotContain(true, await Task.WhenAll((await page.Guesses().AllAsync()).Select(guess => guess.IsCheckedAsync())));
        await page.Button("Save to diary").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Please choose first what it is" })).ToBeVisibleAsync();
        await Expect(page.Guesses().First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Guess_Changed_ChangesFoodAndTotal()
    {
        var page = await OpenAsync();
        await page.ChoosePhotoAsync(Photo.Unsure);

        await page.Radio("Pizza").CheckAsync();
        await Expect(page.Heading("Pizza")).ToBeVisibleAsync();
        var pizza = await page.KcalAsync();
        await page.Radio("Tomato").CheckAsync();
        await Expect(page.Heading("Tomato")).ToBeVisibleAsync();
        var tomato = await page.KcalAsync();

        await Expect(page.Heading("Pizza")).ToHaveCountAsync(0);
        await Expect(page.Radio("Tomato")).ToBeFocusedAsync();
        Assert.True(pizza.Value > 3 * tomato.Value, $"{pizza} against {tomato}");
        Assert.True(tomato.Low < tomato.Value && tomato.Value < tomato.High, $"{tomato}");
    }

    [Fact]
    public async Task Estimate_Saved_StandsInTheDiary()
    {
        var page = await WithPizzaAsync();
        var (_, kcal, _) = await page.KcalAsync();

        await page.Button("Save to diary").ClickAsync();

        await Expect(page.Notice("Saved.")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "This day in total" })).ToContainTextAsync($"{kcal} of 2,000 kcal");
    }

    [Fact]
    public async Task Estimate_Reloaded_IsStillThere()
    {
        var page = await OpenAsync();
        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.Guesses()).ToHaveCountAsync(5);

        await page.ReloadAsync();

        await Expect(page.Guesses()).ToHaveCountAsync(5);
        await page.GoBackAsync();
        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Estimate_LeftAndComeBackTo_IsStillThere()
    {
        var page = await WithPizzaAsync();

        await page.Button("Another photo").ClickAsync();
        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
        await page.GoForwardAsync();

        await Expect(page.Portion("Pizza")).ToHaveValueAsync("350");
        await Expect(page.Radio("Pizza")).ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "The photo of the meal" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Look_LeftAndComeBackTo_IsOver()
    {
        var page = await OpenAsync();
        await page.HasKeyAsync(Site.Keys.Create(GeminiAnswers.Silence));
        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.Button("Cancel")).ToBeVisibleAsync();

        await page.GoBackAsync();
        await page.GoForwardAsync();

        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
        await Expect(page.Button("Cancel")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Save_WithoutConnection_CanBeDoneAgainAndOnce()
    {
        Expected("net::ERR_");
        Expected("An unknown error occurred when fetching the script");
        var way = WayIn();
        var page = await WithPizzaAsync(options => options.BaseURL = way.Address.ToString());
        await way.DownAsync();
        await page.Button("Save to diary").ClickAsync();
        await page.WaitForURLAsync("chrome-error://**");
        way.Up();

        await page.GoBackAsync();
        await Expect(page.Portion("Pizza")).ToHaveValueAsync("350");
        await page.Button("Save to diary").ClickAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
        await page.GoBackAsync();

        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SkipLink_OnAResult_LeavesItThere()
    {
        var page = await WithPizzaAsync();

        await page.Link("Skip to content").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await Expect(page.Portion("Pizza")).ToHaveValueAsync("350");
    }

    private async Task<IPage> WithPizzaAsync(Action<BrowserNewContextOptions>? with = null)
    {
        var page = await OpenAsync(with: with);
        await page.ChoosePhotoAsync(Photo.Unsure);
        await page.Radio("Pizza").CheckAsync();
        await page.Button("1 whole 350 g").ClickAsync();
        await Expect(page.Portion("Pizza")).ToHaveValueAsync("350");
        return page;
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("paste")]
    public async Task Photo_DroppedOrPasted_IsEstimated(string way)
    {
        var page = await OpenAsync();
        var photo = Convert.ToBase64String(await File.ReadAllBytesAsync(Photo.Unsure, Token));

        await page.EvaluateAsync("""
            async ([photo, way]) => {
              const bytes = Uint8Array.from(atob(photo), letter => letter.charCodeAt(0));
              const held = new DataTransfer(), how = { bubbles: true, cancelable: true };
              held.items.add(new File([bytes], "meal.jpg", { type: "image/jpeg" }));
              document.querySelector("main").dispatchEvent(way === "drop" ? new DragEvent(way, { dataTransfer: held, ...how }) : new ClipboardEvent(way, { clipboardData: held, ...how }));
            }
            """, new[] { photo, way });

        await Expect(page.Guesses()).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Photo_KeptByChoice_IsSeenInTheDiaryAndCanBeRemoved()
    {
        var page = await OpenAsync("/settings");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Keep photos with saved meals" }).CheckAsync();
        await page.Button("Save settings").ClickAsync();
        await Expect(page.Notice("The settings are saved")).ToBeVisibleAsync();

        await page.GotoAsync("/");
        await page.ChoosePhotoAsync(Photo.Unsure);
        await page.Radio("Pizza").CheckAsync();
        await Expect(page.Heading("Pizza")).ToBeVisibleAsync();
        await page.Button("Save to diary").ClickAsync();

        var photo = page.GetByRole(AriaRole.Img, new() { Name = "Photo: Pizza" });
        await Expect(photo).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await photo.EvaluateAsync<int>("image => image.naturalWidth") > 300);
        await page.Button("Remove photo of Pizza").ClickAsync();
        await Expect(photo).ToHaveCountAsync(0);
        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
    }
}
