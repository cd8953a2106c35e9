using System.Text;
using Microsoft.Net.Http.Headers;

namespace Caloguessr.Web.Security;

/// <summary>Refuses text in an encoding that is not known here: the framework would take it for a fault of the server.</summary>
internal static class KnownCharsets
{
    public static void UseKnownCharsets(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (IsKnown(context.Request.ContentType)) await next(context);
        else context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
    });

    private static bool IsKnown(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue) return true;
        try
        {
            return Encoding.GetEncoding(type.Charset.ToString()) is not null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
