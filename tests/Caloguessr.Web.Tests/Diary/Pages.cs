using System.Net;
using System.Text.RegularExpressions;

namespace Caloguessr.Web.Tests.Diary;

/// <summary>Reads pages and sends their forms as a browser without scripts would.</summary>
internal static partial class Pages
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A page's HTML, with entities read.</summary>
    public static async Task<string> PageAsync(this HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await client.SendAsync(request, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    /// <summary>Sends a form to an address, with the antiforgery token of a page.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string page, string address, params (string Name, string Value)[] fields)
    {
        var token = AntiforgeryField().Match(await client.PageAsync(page));
        Assert.True(token.Success, $"{page} has no form.");
        return await client.PostAsync(address, new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("__RequestVerificationToken", token.Groups[1].Value)]), Token);
    }

    /// <summary>Addresses that a page's buttons send its form to, in order.</summary>
    public static string[] Actions(string html, string contains) =>
        [.. FormAction().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Where(address => address.Contains(contains, StringComparison.Ordinal))];

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();

    [GeneratedRegex("formaction=\"([^\"]+)\"")]
    private static partial Regex FormAction();
}
