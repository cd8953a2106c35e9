namespace Caloguessr.Browser.Tests.Layout;

/// <summary>The smallest phones, which is also what a wide window shows at 400 % zoom.</summary>
public sealed class NarrowTests(CaloguessrSite site) : BrowserTest(site)
{
    private const string WhatSticksOut = """
        () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? ""
          : [...document.querySelectorAll("body *")].filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth).map(part => part.outerHTML.slice(0, 200)).join("\n")
        """;

    public static TheoryData<string> Pages => [.. Places.Names];

    [Theory, MemberData(nameof(Pages))]
    public async Task Page_320PixelsWide_DoesNotScrollSideways(string place)
    {
        Expected("status of 404");
        var page = await OpenAsync("about:blank", options => options.ViewportSize = new() { Width = 320, Height = 640 });
        await page.GoToAsync(place);
        Assert.Equal("", await page.EvaluateAsync<string>(WhatSticksOut));

        // Words are longer in German.
        await page.ReadsGermanAsync(Site.Address);
        await page.GoToAsync(place);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        Assert.Equal("", await page.EvaluateAsync<string>(WhatSticksOut));
    }
}
