namespace Caloguessr.Browser.Tests.Start;

/// <summary>On a slow network people are quicker than the page's scripts.</summary>
public sealed class EarlyChoiceTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Photo_ChosenBeforeTheScriptArrived_IsEstimatedWhenItDoes()
    {
        var (page, go) = await WithLateScriptAsync("/", "start.js");

        await page.ChoosePhotoAsync(Photo.Unsure);
        go();

        await Expect(page.Guesses()).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Portion_TypedBeforeTheScriptArrived_Counts()
    {
        var (page, go) = await WithLateScriptAsync("/quick-add/apple", "editor.js");
        await Expect(page.Total()).ToContainTextAsync("About 105 kcal");

        await page.Portion("Apple").FillAsync("364");
        go();

        await Expect(page.Total()).ToContainTextAsync("About 205 kcal");
    }

    private async Task<(IPage Page, Action Go)> WithLateScriptAsync(string path, string script)
    {
        var arrived = new TaskCompletionSource();
        var page = await OpenAsync("/offline");
        await page.RouteAsync($"**/js/{script}", async route =>
        {
            await arrived.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(path);
        return (page, arrived.SetResult);
    }
}
