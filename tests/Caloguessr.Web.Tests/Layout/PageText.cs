using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Caloguessr.Web.Tests.Layout;

/// <summary>What a test needs to know of a page's HTML.</summary>
internal static partial class PageText
{
    /// <summary>Asks as a browser does.</summary>
    public static async Task<(HttpResponseMessage Answer, string Html)> OpenAsync(this HttpClient client, string path, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        request.Headers.AcceptLanguage.ParseAdd(language);
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The start tags, each with its attributes as written.</summary>
    public static IEnumerable<string> Tags(string rawHtml) => Tag().Matches(rawHtml).Select(match => match.Value);

    /// <summary>An attribute of a tag; <c>null</c>: not there.</summary>
    public static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\s{Regex.Escape(name)}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    /// <summary>The form's fields that a browser would send, without a button.</summary>
    public static List<KeyValuePair<string, string>> Fields(string rawHtml) =>
        [.. Tags(rawHtml).Where(tag => tag.StartsWith("<input", StringComparison.Ordinal) && Attribute(tag, "name") is not null)
            .Where(tag => Attribute(tag, "type") != "radio" || tag.Contains(" checked", StringComparison.Ordinal))
            .Select(tag => KeyValuePair.Create(Attribute(tag, "name")!, Attribute(tag, "value") ?? ""))];

    [GeneratedRegex("<[a-zA-Z][^>]*>")]
    private static partial Regex Tag();
}
