namespace Caloguessr.Browser.Tests.Start;

/// <summary>The whole way with Tab, Space and Enter, and at every stop one sees where one is.</summary>
public sealed class KeyboardTests(CaloguessrSite site) : BrowserTest(site)
{
    private const int MostStops = 60;

    // The outline may be that of the label around a hidden field. Something of the stop must not lie under the bar that sticks to the window's edge.
    private const string HowItShows = """
        () => {
          const stop = document.activeElement, outlined = [stop, stop.closest("label")].find(part => part && getComputedStyle(part).outlineStyle !== "none" && parseFloat(getComputedStyle(part).outlineWidth) >= 2);
          if (!outlined) return `has no outline: ${stop.outerHTML}`;
          const box = outlined.getBoundingClientRect();
          const points = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => [box.left + box.width * x, box.top + box.height * y]));
          const free = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (outlined.contains(top) || top.contains(outlined)); });
          return free ? "" : `is covered: ${stop.outerHTML}`;
        }
        """;

    [Fact]
    public async Task Photo_WithTheKeyboardAlone_BecomesAMealInTheDiary()
    {
        var page = await OpenAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Link("Skip to content")).ToBeFocusedAsync();
        await Expect(page.Link("Skip to content")).ToBeInViewportAsync();

        var file = page.GetByLabel("choose a photo");
        await TabToAsync(page, file);
        await file.SetInputFilesAsync(Photo.Unsure);
        await Expect(page.Heading("On this photo")).ToBeFocusedAsync();
        await TabToAsync(page, page.Radio("Pizza"));
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Heading("Pizza")).ToBeVisibleAsync();
        await Expect(page.Radio("Pizza")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Radio("Pomegranate")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.Heading("Pizza")).ToBeVisibleAsync();
        await Expect(page.Radio("Pizza")).ToBeFocusedAsync();
        await TabToAsync(page, page.Button("More Pizza"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Portion("Pizza")).ToHaveValueAsync("110");
        await TabToAsync(page, page.Button("1 whole 350 g"));
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Portion("Pizza")).ToHaveValueAsync("350");
        await TabToAsync(page, page.Button("Save to diary"));
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
        await TabToAsync(page, page.Button("Delete Pizza"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Button("Undo")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Meals()).ToHaveTextAsync(["Pizza"]);
    }

    [Fact]
    public async Task Settings_WithTheKeyboardAlone_AreChanged()
    {
        var page = await OpenAsync("/settings");

        await TabToAsync(page, page.Radio("Kilocalories"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Radio("Kilojoules")).ToBeCheckedAsync();
        await TabToAsync(page, page.Button("Save settings"));
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Notice("The settings are saved")).ToBeVisibleAsync();
        await Expect(page.Radio("Kilojoules")).ToBeCheckedAsync();
    }

    private static async Task TabToAsync(IPage page, ILocator goal)
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal("", await page.EvaluateAsync<string>(HowItShows));
            if (await goal.EvaluateAsync<bool>("element => element === document.activeElement")) return;
        }
        Assert.Fail($"Tab does not lead to {goal}.");
    }
}
