using Microsoft.Extensions.Primitives;

namespace Caloguessr.Web.Security;

/// <summary>
/// Refuses writes that another site's page sends with the user's cookies. Browsers say where a request comes from (Fetch Metadata, Origin);
/// programs such as curl say nothing and carry no cookies. Forms are guarded by antiforgery tokens besides.
/// </summary>
internal static class SameOriginWrites
{
    public static void UseSameOriginWrites(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (IsWrite(context.Request.Method) && IsForeign(context.Request))
        {
            await context.RefuseAsync(StatusCodes.Status403Forbidden, "cross-site", "cross-site");
            return;
        }
        await next(context);
    });

    private static bool IsWrite(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    private static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (!StringValues.IsNullOrEmpty(site)) return site != "same-origin" && site != "none";
        var origin = request.Headers.Origin;
        return !StringValues.IsNullOrEmpty(origin)
            && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
