using System.Globalization;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Layout;

namespace Caloguessr.Web.Security;

/// <summary>Turns a request away before its endpoint: people get the page of its status, programs a problem document.</summary>
internal static class Refusal
{
    public static async Task RefuseAsync(
        this HttpContext context, int status, string code, string text, string? reason = null, IDictionary<string, object?>? extensions = null)
    {
        context.Response.StatusCode = status;
        if (PagesExtensions.IsForPeople(context)) return;
        var (title, detail) = EstimateTexts.Problem(text, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        await Results.Problem(
            type: $"urn:caloguessr:{code}", statusCode: status, title: title, detail: detail.Replace("{0}", reason, StringComparison.Ordinal),
            extensions: extensions).ExecuteAsync(context);
    }
}
