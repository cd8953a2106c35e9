namespace Caloguessr.Browser.Tests.Layout;

/// <summary>From the smallest phones, which is also what a wide window shows at 400 % zoom, to a desk's screen.</summary>
public sealed class WidthTests(CaloguessrSite site) : BrowserTest(site)
{
    private const string WhatSticksOut = """
        () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? ""
          : [...document.querySelectorAll("body *")].filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth).map(part => part.outerHTML.slice(0, 200)).join("\n")
        """;

    public static TheoryData<string> Pages => [.. Places.Names];

    [Theory, MemberData(nameof(Pages))]
    public async Task Page_From320Pixels_DoesNotScrollSideways(string place)
    {
        if (place == Places.NotFound) Expected("status of 404");
        var page = await OpenAsync("about:blank", options => options.ViewportSize = new() { Width = 320, Height = 640 });
        await page.GoToAsync(place);
        Assert.Equal("", await page.EvaluateAsync<string>(WhatSticksOut));

        // Words are longer in German.
        await page.ReadsGermanAsync(Site.Address);
        await page.GoToAsync(place);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        foreach (var width in (int[])[320, 390, 768, 1280])
        {
            await page.SetViewportSizeAsync(width, 640);
            Assert.Equal((width, ""), (width, await page.EvaluateAsync<string>(WhatSticksOut)));
        }
    }
}
