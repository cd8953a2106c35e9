namespace Caloguessr.Browser.Tests.Meals;

/// <summary>Without a photo: a word or two, and the food is found.</summary>
public sealed class QuickAddTests(CaloguessrSite site) : BrowserTest(site)
{
    [Theory]
    [InlineData("en-GB", "lentil soup", "Lentil soup")]
    [InlineData("en-GB", "Linsensuppe", "Lentil soup")]
    [InlineData("en-GB", "brocoli", "Broccoli")]
    [InlineData("de-DE", "Kartofelpüre", "Kartoffelpüree")]
    public async Task Word_InEitherLanguageOrMistyped_FindsTheFood(string locale, string word, string food)
    {
        var page = await OpenAsync(with: options => options.Locale = locale);

        await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync(word);
        await page.GetByRole(AriaRole.Option, new() { Name = food }).First.ClickAsync();

        await Expect(page.Heading(food)).ToBeVisibleAsync();
        await page.Button(locale == "de-DE" ? "Ins Tagebuch" : "Save to diary").ClickAsync();
        await Expect(page.Meals()).ToHaveTextAsync([food]);
    }

    [Fact]
    public async Task Search_WithTheKeyboard_MovesThroughWhatIsFound()
    {
        var page = await OpenAsync();
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "Quick add without a photo" });
        await search.PressSequentiallyAsync("apple");
        var options = page.GetByRole(AriaRole.Option);
        await Expect(options.First).ToBeVisibleAsync();
        await Expect(page.Notice("found")).ToBeAttachedAsync();

        await search.PressAsync("ArrowDown");
        await Expect(options.First).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(search).ToHaveAttributeAsync("aria-activedescendant", (await options.First.GetAttributeAsync("id"))!);
        await search.PressAsync("Escape");
        await Expect(options).ToHaveCountAsync(0);
        await search.PressAsync("ArrowDown");
        await Expect(options.First).ToBeVisibleAsync();
        await search.PressAsync("ArrowDown");
        await search.PressAsync("Enter");

        await Expect(page.Heading("Quick add")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Word_ThatNamesNoFood_IsAnsweredSo()
    {
        var page = await OpenAsync();

        await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("xyzzyplugh");

        await Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["No such food. Another word may find it."]);
    }

    [Fact]
    public async Task Word_Entered_ShowsAPageOfFoods()
    {
        var page = await OpenAsync();

        await page.GetByRole(AriaRole.Combobox).FillAsync("potato");
        await page.GetByRole(AriaRole.Combobox).PressAsync("Enter");

        await Expect(page.Heading("Quick add")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.List, new() { Name = "Foods found" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Button("Save to diary")).ToBeVisibleAsync();
    }
}
