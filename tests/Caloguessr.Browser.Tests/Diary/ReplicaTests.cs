namespace Caloguessr.Browser.Tests.Diary;

/// <summary>One diary, open in two tabs, each served by another replica.</summary>
public sealed class ReplicaTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Meals_SavedInTwoTabsAtOnce_AreBothThere()
    {
        var (first, second) = await TwoTabsAsync("/quick-add/apple", "/quick-add/banana");

        await Task.WhenAll(first.Button("Save to diary").ClickAsync(), second.Button("Save to diary").ClickAsync());
        await Expect(first.Notice("Saved.")).ToBeVisibleAsync();
        await Expect(second.Notice("Saved.")).ToBeVisibleAsync();
        await first.ReloadAsync();
        await second.ReloadAsync();

        foreach (var tab in (IPage[])[first, second])
        {
            await Expect(tab.Meals()).ToHaveCountAsync(3);
            foreach (var food in (string[])["Bread", "Apple", "Banana"]) await Expect(tab.Heading(food)).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Meal_SavedThroughOneReplica_IsSeenThroughTheOther()
    {
        var (first, second) = await TwoTabsAsync("/quick-add/apple", "/diary");
        await Expect(second.Meals()).ToHaveTextAsync(["Bread"]);

        await first.Button("Save to diary").ClickAsync();
        await Expect(first.Notice("Saved.")).ToBeVisibleAsync();
        await second.ReloadAsync();
        await second.Button("Delete Apple").ClickAsync();
        await Expect(second.Meals()).ToHaveTextAsync(["Bread"]);
        await first.ReloadAsync();

        await Expect(first.Meals()).ToHaveTextAsync(["Bread"]);
    }

    [Fact]
    public async Task Meal_EditedInTwoTabs_IsNotOverwrittenUnseen()
    {
        var (first, second) = await TwoTabsAsync("/diary", "/diary");
        foreach (var tab in (IPage[])[first, second]) await tab.Link("Edit Bread").ClickAsync();
        await first.Portion("Bread").FillAsync("300");
        await second.Portion("Bread").FillAsync("50");

        await first.Button("Save changes").ClickAsync();
        await Expect(first.Notice("Saved.")).ToBeVisibleAsync();
        await second.Button("Save changes").ClickAsync();

        await Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("This meal was changed elsewhere meanwhile.");
        await first.ReloadAsync();
        await Expect(first.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Bread" })).ToContainTextAsync("300 g");
    }

    // The browser has a diary already; cookies do not care for ports.
    private async Task<(IPage First, IPage Second)> TwoTabsAsync(string onFirst, string onSecond)
    {
        var first = await OpenAsync("/");
        await first.HasMealAsync("Bread");
        var second = await first.Context.NewPageAsync();
        await first.GotoAsync(new Uri(Site.Replicas[0], onFirst).ToString());
        await second.GotoAsync(new Uri(Site.Replicas[1], onSecond).ToString());
        return (first, second);
    }
}
