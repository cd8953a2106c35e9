namespace Caloguessr.Browser.Tests.Diary;

public sealed class DiaryTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Day_WithoutMeals_SaysSoAndOffersTheBeginning()
    {
        var page = await OpenAsync("/diary");

        await Expect(page.GetByText("Nothing entered yet today.")).ToBeVisibleAsync();
        await page.Link("Photograph your meal").ClickAsync();
        await Expect(page.Heading("A photo in, an honest guess out.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Meal_Edited_ShowsTheNewAmount()
    {
        var page = await WithMealAsync();

        await page.Link("Edit Apple").ClickAsync();
        await Expect(page.Heading("Edit meal")).ToBeVisibleAsync();
        await page.Portion("Apple").FillAsync("200");
        await Expect(page.Total()).ToContainTextAsync("About 115");
        await page.Button("Save changes").ClickAsync();

        await Expect(page.Meals()).ToHaveTextAsync(["Apple"]);
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Apple" })).ToContainTextAsync("200 g");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "This day in total" })).ToContainTextAsync("of 2,000 kcal");
    }

    [Fact]
    public async Task Meal_MovedToAnotherDay_StandsThere()
    {
        var page = await WithMealAsync();

        await page.Link("Edit Apple").ClickAsync();
        await page.GetByLabel("Day", new() { Exact = true }).FillAsync(Seed.Day(-1));
        await page.Button("Save changes").ClickAsync();

        await Expect(page.Heading("Yesterday")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Apple"]);
        await page.Link("Next day").ClickAsync();
        await Expect(page.Heading("Today")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Meal_Deleted_CanBeBroughtBack()
    {
        var page = await WithMealAsync();

        await page.Button("Delete Apple").ClickAsync();
        await Expect(page.Notice("Deleted: Apple.")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveCountAsync(0);
        await Expect(page.Button("Undo")).ToBeFocusedAsync();
        await page.Button("Undo").ClickAsync();

        await Expect(page.Meals()).ToHaveTextAsync(["Apple"]);
        await Expect(page.Notice("brought back")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Meal_OfYesterdayRepeated_StandsInToday()
    {
        var page = await OpenAsync("/diary");
        await page.HasMealAsync("Porridge", day: Seed.Day(-1));
        await page.Link("Previous day").ClickAsync();

        await page.Button("Again today: Porridge").ClickAsync();

        await Expect(page.Heading("Today")).ToBeVisibleAsync();
        await Expect(page.Notice("Saved.")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Porridge"]);
    }

    [Fact]
    public async Task Favourite_IsAtHandOnAnotherDay()
    {
        var page = await WithMealAsync();

        await page.Button("Favourite: Apple").ClickAsync();
        await Expect(page.Button("Favourite: Apple")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Link("Previous day").ClickAsync();
        await page.Button("Add Apple to this day").ClickAsync();

        await Expect(page.Heading("Yesterday")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 3, Name = "Apple" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Csv_HoldsEveryFood()
    {
        var page = await WithMealAsync();
        await page.HasMealAsync("Käsespätzle, groß", 640, Seed.Day(-1));

        var download = await page.RunAndWaitForDownloadAsync(() => page.Link("Diary as CSV").ClickAsync());

        Assert.Equal("caloguessr-meals.csv", download.SuggestedFilename);
        var lines = (await File.ReadAllTextAsync(await download.PathAsync(), Token)).Split("\r\n");
        Assert.StartsWith("date,time,meal,food,portion_g,energy_kcal,", lines[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Matches($"^{Seed.Day(-1)},.*,\"Käsespätzle, groß\",100,640,", lines[1]);
        Assert.Matches($"^{Seed.Day()},.*,Apple,100,57,", lines[2]);
        Assert.Equal([""], lines[3..]);
    }

    [Fact]
    public async Task Day_Typed_IsShownWhenAskedFor()
    {
        var page = await OpenAsync("/diary");
        await page.HasMealAsync("Goulash", day: "2026-03-14");

        await page.GetByLabel("Go to").FillAsync("2026-03-14");
        await Expect(page.Heading("Today")).ToBeVisibleAsync();
        await page.Button("Show").ClickAsync();

        await Expect(page.Heading("Saturday")).ToBeVisibleAsync();
        await Expect(page.GetByText("Saturday, 14 March 2026")).ToBeVisibleAsync();
        await Expect(page.Meals()).ToHaveTextAsync(["Goulash"]);
    }

    private async Task<IPage> WithMealAsync()
    {
        var page = await OpenAsync("/diary");
        await page.HasMealAsync();
        await page.ReloadAsync();
        return page;
    }
}
