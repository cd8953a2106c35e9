namespace Caloguessr.Browser.Tests.Settings;

/// <summary>Language, units, colours and target.</summary>
public sealed class SettingsTests(CaloguessrSite site) : BrowserTest(site)
{
    [Theory]
    [InlineData("de-AT", "de", "Ein Foto rein, eine ehrliche Schätzung raus.")]
    [InlineData("en-US", "en", "A photo in, an honest guess out.")]
    [InlineData("fr-FR", "en", "A photo in, an honest guess out.")]
    public async Task Language_OfTheBrowser_IsThatOfThePages(string locale, string language, string heading)
    {
        var page = await OpenAsync(with: options => options.Locale = locale);

        await Expect(page.Heading(heading)).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }

    [Fact]
    public async Task Language_Chosen_BeatsTheBrowsers()
    {
        var page = await OpenAsync("/settings");

        await page.GetByLabel("Language").SelectOptionAsync("Deutsch");
        await page.Button("Save settings").ClickAsync();

        await Expect(page.Heading("Einstellungen")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("Foto auswählen").SetInputFilesAsync(Photo.Unsure);
        await page.Radio("Pizza").CheckAsync();
        await Expect(page.Total()).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^Etwa 285\skcal, wahrscheinlich \d+ bis \d+$"));
        await page.Button("Ins Tagebuch").ClickAsync();
        await Expect(page.Notice("Gespeichert.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Problem_InGerman_IsToldInGerman()
    {
        var page = await OpenAsync(with: options => options.Locale = "de-DE");

        await page.GetByLabel("Foto auswählen").SetInputFilesAsync(await Photo.NoFoodAsync(page.Context));

        await Expect(page.Heading("Kein Essen auf dem Foto")).ToBeFocusedAsync();
        await Expect(page.Link("Anderes Foto")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Units_KilojoulesAndOunces_AreUsedEverywhere()
    {
        var page = await OpenAsync("/settings");
        await page.Radio("Kilojoules").CheckAsync();
        await page.Radio("Ounces").CheckAsync();
        await page.Button("Save settings").ClickAsync();
        await Expect(page.GetByLabel("Daily target in kJ")).ToHaveValueAsync("8368");

        await page.GotoAsync("/quick-add/apple");
        await Expect(page.Portion("Apple")).ToHaveValueAsync("6.4");
        await Expect(page.Total()).ToContainTextAsync("kJ");
        await page.Button("1 large 7.9 oz").ClickAsync();
        await Expect(page.Portion("Apple")).ToHaveValueAsync("7.9");
        await page.Button("More Apple").ClickAsync();
        await Expect(page.Portion("Apple")).ToHaveValueAsync("8.0");
        await page.Button("Save to diary").ClickAsync();

        var meal = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Apple" });
        await Expect(meal).ToContainTextAsync("8.0 oz");
        await Expect(meal).ToContainTextAsync("kJ");
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("kcal");
        var saved = await page.APIRequest.GetAsync($"/api/meals?date={Seed.Day()}");
        var grams = (await saved.JsonAsync())!.Value.GetProperty("meals")[0].GetProperty("items")[0].GetProperty("portionGrams").GetDouble();
        Assert.Equal(8 * 28.3495, grams, 0.5);
    }

    [Fact]
    public async Task Search_InKilojoules_SaysSo()
    {
        var page = await OpenAsync("/settings");
        await page.Radio("Kilojoules").CheckAsync();
        await page.Button("Save settings").ClickAsync();
        await Expect(page.Notice("The settings are saved")).ToBeVisibleAsync();

        await page.GotoAsync("/quick-add");
        await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("lentil soup");

        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Lentil soup" })).ToContainTextAsync("kJ per 100 g");
    }

    [Fact]
    public async Task Target_Changed_IsThatOfTheDay()
    {
        var page = await OpenAsync("/settings");

        await page.GetByLabel("Daily target in kcal").FillAsync("2500");
        await page.Button("Save settings").ClickAsync();
        await page.Link("Diary").ClickAsync();

        await Expect(page.GetByText("0 of 2,500 kcal")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Colours_FollowTheDeviceUntilChosen()
    {
        const string light = "rgb(251, 250, 246)", dark = "rgb(21, 24, 26)";
        var page = await OpenAsync("/settings", options => options.ColorScheme = ColorScheme.Dark);
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", dark);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", light);

        await page.Radio("Dark").CheckAsync();
        await page.Button("Save settings").ClickAsync();
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", dark);
        await page.Radio("Light").CheckAsync();
        await page.Button("Save settings").ClickAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", light);
    }
}
