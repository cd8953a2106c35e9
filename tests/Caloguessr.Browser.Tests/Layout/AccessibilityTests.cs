using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Caloguessr.Browser.Tests.Layout;

/// <summary>Every page against the rules of WCAG 2.2 AA that axe can check, light and dark.</summary>
public sealed class AccessibilityTests(CaloguessrSite site) : BrowserTest(site)
{
    private static readonly AxeRunOptions Wcag22AA = new() { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") };

    public static TheoryData<string> Pages => [.. Places.Names];

    [Theory, MemberData(nameof(Pages))]
    public async Task Page_LightAndDark_KeepsToWcag22AA(string place)
    {
        if (place == Places.NotFound) Expected("status of 404");
        var page = await OpenAsync("about:blank", options => options.ReducedMotion = ReducedMotion.Reduce);
        await page.GoToAsync(place);

        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var found = await page.RunAxe(Wcag22AA);
            Assert.True(found.Violations.Length == 0, $"{scheme}: {string.Join("\n", found.Violations.Select(Told))}");
            Assert.True(found.Passes.Length > 10);
        }
    }

    private static string Told(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n{string.Join("\n", violation.Nodes.Select(node => $"  {node.Html} {string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))}"))}";
}
