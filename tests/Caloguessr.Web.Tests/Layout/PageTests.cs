using System.Net;
using System.Text.RegularExpressions;

namespace Caloguessr.Web.Tests.Layout;

public sealed class PageTests(WebHost host) : IClassFixture<WebHost>
{
    private static readonly string[] Pages = ["/", "/quick-add", "/quick-add?q=apple", "/quick-add/apple", "/offline", "/not-found", "/diary", "/settings"];

    public static TheoryData<string, string> PagesInLanguages => new MatrixTheoryData<string, string>(Pages, ["en", "de"]);

    [Theory, MemberData(nameof(PagesInLanguages))]
    public async Task Page_InALanguage_SaysSoAndHasAHeading(string path, string language)
    {
        using var client = host.CreateClient();

        var (answer, html) = await client.OpenAsync(path, language);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"<html lang=\"{language}\"", html, StringComparison.Ordinal);
        Assert.Contains(language == "de" ? "Tagebuch" : "Diary", html, StringComparison.Ordinal);
        Assert.Contains("<h1", html, StringComparison.Ordinal);
    }

    // The content security policy would block them, and nobody would notice but the user.
    [Theory, MemberData(nameof(PagesInLanguages))]
    public async Task Page_HasNoInlineScriptOrStyle(string path, string language)
    {
        using var client = host.CreateClient();

        var (_, html) = await client.OpenAsync(path, language);
        var tags = PageText.Tags(html).ToList();

        Assert.NotEmpty(tags);
        Assert.DoesNotContain(tags, tag => PageText.Attribute(tag, "style") is not null);
        Assert.DoesNotContain(tags, tag => tag.StartsWith("<style", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(tags, tag => Regex.IsMatch(tag, "\\son[a-z]+="));
        Assert.DoesNotContain(tags, tag => tag.StartsWith("<script", StringComparison.OrdinalIgnoreCase) && PageText.Attribute(tag, "src") is null);
    }

    [Fact]
    public async Task UnknownAddress_InABrowser_IsExplainedInItsLanguage()
    {
        using var client = host.CreateClient();

        var (answer, html) = await client.OpenAsync("/no-such-page", "de");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Hier ist nichts", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/quick-add/no-such-food")]
    [InlineData("/meals/20260101-00000000")]
    public async Task Page_OfSomethingUnknown_Is404(string path)
    {
        using var client = host.CreateClient();

        var (answer, html) = await client.OpenAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Nothing here", html, StringComparison.Ordinal);
    }
}
