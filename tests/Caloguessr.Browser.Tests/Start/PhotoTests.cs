using Caloguessr.Browser.Tests.Site;
using Microsoft.Playwright;

namespace Caloguessr.Browser.Tests.Start;

public sealed class PhotoTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Photo_OfAMeal_GivesFiveGuessesAsChoices()
    {
        var page = await OpenAsync();

        await page.GetByLabel("choose a photo").SetInputFilesAsync(Photo.Meal);

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "On this photo" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Group, new() { Name = "What is it?" }).GetByRole(AriaRole.Radio)).ToHaveCountAsync(5);
    }
}
