using System.Net;
using System.Net.Http.Headers;
using Caloguessr.Web.Tests.Layout;

namespace Caloguessr.Web.Tests.Start;

/// <summary>A photo becomes an estimate where no script runs, too.</summary>
public sealed class PhotoFormTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Photo_PostedAsForm_IsAnsweredWithTheEditor()
    {
        using var client = host.CreateClient();
        var photo = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "Caloguessr.AppHost", "sample-meal.jpg"), TestContext.Current.CancellationToken);

        var (answer, html) = await PostAsync(client, photo, "de");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("data-meal-editor", html, StringComparison.Ordinal);
        Assert.Contains("Was ist es?", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Equal(5, PageText.Tags(html).Count(tag => PageText.Attribute(tag, "type") == "radio"));
    }

    [Fact]
    public async Task Text_PostedAsPhoto_IsExplainedWithAWayOn()
    {
        using var client = host.CreateClient();

        var (answer, html) = await PostAsync(client, "no photo at all"u8.ToArray(), "en");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("data-action=\"again\"", html, StringComparison.Ordinal);
        Assert.Contains("JPEG, PNG or WebP", html, StringComparison.Ordinal);
    }

    private static async Task<(HttpResponseMessage Answer, string Html)> PostAsync(HttpClient client, byte[] photo, string language)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(photo), "photo", "meal.jpg" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/estimate") { Content = form };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        request.Headers.AcceptLanguage.ParseAdd(language);
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
