namespace Caloguessr.Web.Security;

/// <summary>Headers of every answer. Sources: OWASP Secure Headers Project, Content Security Policy Level 3.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // The page to browse the HTTP API is only there in development, and its library brings inline scripts and styles.
    private const string ApiBrowserPolicy = "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'";

    // At the last moment, because an error's answer begins by clearing the headers.
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Write(context.Response.Headers, IsApiBrowser(app, context) ? ApiBrowserPolicy : Policy);
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Write(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static bool IsApiBrowser(WebApplication app, HttpContext context) =>
        app.Environment.IsDevelopment() && context.Request.Path.StartsWithSegments("/scalar", StringComparison.Ordinal);
}
