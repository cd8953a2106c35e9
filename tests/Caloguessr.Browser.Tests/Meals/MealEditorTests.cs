namespace Caloguessr.Browser.Tests.Meals;

/// <summary>Correcting a meal: the total follows at once.</summary>
public sealed class MealEditorTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Portion_MoreAndLess_MovesTheTotal()
    {
        var page = await OpenAsync("/quick-add/apple");
        await Expect(page.Portion("Apple")).ToHaveValueAsync("182");
        var before = await page.KcalAsync();

        await page.Button("More Apple").ClickAsync();
        await Expect(page.Portion("Apple")).ToHaveValueAsync("190");
        var more = await page.KcalAsync();
        await page.Button("Less Apple").ClickAsync();
        await page.Button("Less Apple").ClickAsync();
        await Expect(page.Portion("Apple")).ToHaveValueAsync("170");
        var less = await page.KcalAsync();

        Assert.True(less.Value < before.Value && before.Value < more.Value, $"{less} {before} {more}");
    }

    // In thousands the separator must not be read as a decimal sign.
    [Theory]
    [InlineData("en-GB", "More Apple", "Save to diary", "1000 g")]
    [InlineData("de-DE", "Mehr Apfel", "Ins Tagebuch", "1000 g")]
    public async Task Portion_AboveAKilogram_StaysOne(string locale, string more, string save, string saved)
    {
        var page = await OpenAsync("/quick-add/apple", options => options.Locale = locale);
        var portion = page.Locator("[name=portion]");
        await portion.FillAsync("990");
        var before = await page.KcalAsync();

        await page.Button(more).ClickAsync();

        await Expect(portion).ToHaveValueAsync("1000");
        Assert.True((await page.KcalAsync()).Value >= before.Value);
        await page.Button(save).ClickAsync();
        await Expect(page.Locator(".meal-details")).ToContainTextAsync(saved);
    }

    [Fact]
    public async Task More_HeldAndSlidOff_LeavesTheNextPressAlone()
    {
        var page = await OpenAsync("/quick-add/apple");
        var (more, portion) = (page.Button("More Apple"), page.Portion("Apple"));

        await more.HoverAsync();
        await page.Mouse.DownAsync();
        await Expect(portion).Not.ToHaveValueAsync("182");
        await page.Mouse.MoveAsync(0, 0);
        await page.Mouse.UpAsync();
        var held = int.Parse(await portion.InputValueAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await more.ClickAsync();

        await Expect(portion).ToHaveValueAsync($"{held + 10}");
    }

    [Fact]
    public async Task Portion_Household_IsOneTouch()
    {
        var page = await OpenAsync("/quick-add/apple");
        var before = await page.KcalAsync();

        await page.Button("1 large 223 g").ClickAsync();

        await Expect(page.Portion("Apple")).ToHaveValueAsync("223");
        await Expect(page.Button("1 large 223 g")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Button("1 medium 182 g")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.True((await page.KcalAsync()).Value > before.Value);
    }

    [Fact]
    public async Task Portion_Weighed_NarrowsTheRangeAndTheEdge()
    {
        var page = await OpenAsync();
        await page.ChoosePhotoAsync(Photo.Unsure);
        await page.Radio("Pizza").CheckAsync();
        await Expect(page.Heading("Pizza")).ToBeVisibleAsync();
        var (low, value, high) = await page.KcalAsync();
        var ring = page.GetByRole(AriaRole.Img, new() { Name = "About" });
        var edge = await EdgeAsync(ring);

        await page.Portion("Pizza").FillAsync(await page.Portion("Pizza").InputValueAsync());

        await Expect(page.GetByText(new System.Text.RegularExpressions.Regex("^(Quite|Fairly) sure"))).ToBeVisibleAsync();
        var weighed = await page.KcalAsync();
        Assert.Equal(value, weighed.Value);
        Assert.True(weighed.High - weighed.Low < (high - low) / 2, $"{weighed} within {low} to {high}");
        Assert.True(await EdgeAsync(ring) < edge);
        await Expect(ring).ToHaveAccessibleNameAsync(await page.Total().InnerTextAsync());
    }

    [Theory, InlineData("Day"), InlineData("Time")]
    public async Task Enter_InAField_ChangesNothing(string field)
    {
        var page = await OpenAsync("/quick-add/apple");

        await page.GetByLabel(field, new() { Exact = true }).PressAsync("Enter");

        await Expect(page.Portion("Apple")).ToHaveValueAsync("182");
        await Expect(page.Button("Save to diary")).ToBeVisibleAsync();
        Assert.EndsWith("/quick-add/apple", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item_AddedAndRemoved_CountsAndNoLongerCounts()
    {
        var page = await OpenAsync("/quick-add/apple");
        var apple = await page.KcalAsync();

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Add item" }).PressSequentiallyAsync("lentil soup");
        await page.GetByRole(AriaRole.Option, new() { Name = "Lentil soup" }).ClickAsync();
        await Expect(page.Portion("Lentil soup")).ToBeFocusedAsync();
        var both = await page.KcalAsync();
        await page.Button("Remove Apple").ClickAsync();
        await Expect(page.Heading("Apple")).ToHaveCountAsync(0);
        await Expect(page.Button("Remove Lentil soup")).ToBeFocusedAsync();
        var soup = await page.KcalAsync();

        Assert.True(both.Value > apple.Value && both.Value > soup.Value, $"{apple} {soup} {both}");
        await Expect(page.Notice("Apple removed")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task Item_Replaced_KeepsTheAmount()
    {
        var page = await OpenAsync("/quick-add/apple");
        await page.Button("1 large 223 g").ClickAsync();

        await page.Button("Not this: Apple").ClickAsync();
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "What is it instead?" });
        await Expect(search).ToBeFocusedAsync();
        await search.PressSequentiallyAsync("orange");
        await page.GetByRole(AriaRole.Option, new() { Name = "Orange" }).First.ClickAsync();

        await Expect(page.Portion("Orange")).ToHaveValueAsync("223");
        await Expect(page.Heading("Apple")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Meal_WithoutItems_IsNotSaved()
    {
        var page = await OpenAsync("/quick-add/apple");
        await page.Button("Remove Apple").ClickAsync();
        await Expect(page.Total()).ToHaveTextAsync("Nothing on the plate yet.");

        await page.Button("Save to diary").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "There is nothing to save yet." })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Macros_StandAsATableBesideTheRing()
    {
        var page = await OpenAsync("/quick-add/apple");

        var table = page.GetByRole(AriaRole.Table, new() { Name = "Nutrients and their share of the energy" });

        await Expect(table.GetByRole(AriaRole.Columnheader)).ToContainTextAsync(["Protein", "Carbs", "Fat"]);
        await Expect(table.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Cell)).ToHaveTextAsync([Grams(), Grams(), Grams()]);
        await Expect(table.GetByRole(AriaRole.Row).Nth(2).GetByRole(AriaRole.Cell)).ToHaveTextAsync([Percent(), Percent(), Percent()]);

        static System.Text.RegularExpressions.Regex Grams() => new(@"^[\d.]+\s?g$");
        static System.Text.RegularExpressions.Regex Percent() => new(@"^\d+\s?%$");
    }

    // The totals and the ring are computed by both: here the script's stand beside what the server answers to the same form.
    [Theory]
    [InlineData("apple")]
    [InlineData("pizza")]
    public async Task Numbers_OfTheScript_AreThoseOfTheServer(string food)
    {
        var page = await OpenAsync($"/quick-add/{food}");
        await page.GetByLabel("Portion of").FillAsync("223");

        var numbers = (await page.EvaluateAsync<string[]>("""
            async () => {
              const form = document.querySelector("[data-meal-editor]");
              const fields = new URLSearchParams([...new FormData(form), ["action", "update"]]);
              const answer = await fetch(form.getAttribute("action"), { method: "post", body: fields });
              const served = new DOMParser().parseFromString(await answer.text(), "text/html");
              const drawn = ["r", "offset", "opacity", "transform", "stroke-dasharray", "stroke-dashoffset"];
              return [document, served].map(page => [...page.querySelectorAll("[data-meal-editor] [data-ring] *, .overview-words *")]
                .flatMap(part => [...drawn.map(name => part.getAttribute(name)), part.childElementCount ? "" : part.textContent]).join(" "));
            }
            """)).Select(text => System.Text.RegularExpressions.Regex.Matches(text, @"-?\d+(\.\d+)?")
                .Select(number => double.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture)).ToList()).ToList();

        Assert.Equal(numbers[1].Count, numbers[0].Count);
        Assert.InRange(numbers[0].Count, 50, int.MaxValue);
        Assert.All(numbers[0].Zip(numbers[1]), pair => Assert.Equal(pair.Second, pair.First, 0.05));
    }

    private static async Task<double> EdgeAsync(ILocator ring) =>
        double.Parse((await ring.Locator("[data-edge]").GetAttributeAsync("r"))!, System.Globalization.CultureInfo.InvariantCulture);
}
