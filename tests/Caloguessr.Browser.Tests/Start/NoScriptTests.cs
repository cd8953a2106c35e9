namespace Caloguessr.Browser.Tests.Start;

/// <summary>Where no script runs, forms and pages do all of it.</summary>
public sealed class NoScriptTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Photo_WithoutScripts_BecomesAMealInTheDiary()
    {
        var page = await OpenAsync(with: WithoutScripts);

        await page.ChoosePhotoAsync(Photo.Unsure);
        await page.Button("Estimate").ClickAsync();
        await Expect(page.Heading("On this photo")).ToBeVisibleAsync();
        await Expect(page.Guesses()).ToHaveCountAsync(5);
        await page.Radio("Pizza").CheckAsync();
        await page.Button("Recalculate").ClickAsync();
        await Expect(page.Total()).ToContainTextAsync("About 285 kcal");
        await page.Button("1 whole 350 g").ClickAsync();
        await Expect(page.Portion("Pizza")).ToHaveValueAsync("350");
        await page.Button("Save to diary").ClickAsync();

        await Expect(page.Notice("Saved.")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
        await page.Button("Delete Pizza").ClickAsync();
        await page.Button("Undo").ClickAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
    }

    [Fact]
    public async Task Word_WithoutScripts_BecomesAMealInTheDiary()
    {
        var page = await OpenAsync("/quick-add", WithoutScripts);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "What was it?" }).FillAsync("Linsensupe");
        await page.Button("Search").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Lentil soup" }).ClickAsync();
        await page.Portion("Lentil soup").FillAsync("150");
        await page.Button("Save to diary").ClickAsync();

        await Expect(page.Meals()).ToHaveTextAsync(["Lentil soup"]);
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Lentil soup" })).ToContainTextAsync("150 g");
    }

    [Fact]
    public async Task Enter_WithoutScripts_SearchesAndLeavesTheAmounts()
    {
        var page = await OpenAsync("/quick-add/apple", WithoutScripts);
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "Add item" });

        await search.FillAsync("lentil soup");
        await search.PressAsync("Enter");
        await page.Button("Lentil soup").ClickAsync();

        await Expect(page.Heading("Lentil soup")).ToBeVisibleAsync();
        await Expect(page.Portion("Apple")).ToHaveValueAsync("182");
    }

    private static void WithoutScripts(BrowserNewContextOptions options) => options.JavaScriptEnabled = false;
}
