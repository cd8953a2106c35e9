namespace Caloguessr.Web.Security;

/// <summary>Headers of every answer. Sources: OWASP Secure Headers Project, Content Security Policy Level 3.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // The page to browse the HTTP API is only there in development, and its library brings inline scripts and styles.
    private const string ApiBrowserPolicy = "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = IsApiBrowser(app, context) ? ApiBrowserPolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        await next(context);
    });

    private static bool IsApiBrowser(WebApplication app, HttpContext context) =>
        app.Environment.IsDevelopment() && context.Request.Path.StartsWithSegments("/scalar", StringComparison.Ordinal);
}
