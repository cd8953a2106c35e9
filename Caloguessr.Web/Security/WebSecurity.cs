using Caloguessr.Web.Diary;

namespace Caloguessr.Web.Security;

/// <summary>What keeps people and their keys safe at the door: known proxies, headers, known encodings, same-origin writes, rate limits.</summary>
public static class WebSecurity
{
    private const long MaxRequestBufferBytes = 64 * 1024;

    public static void AddWebSecurity(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Many slow uploads must stay small: the standard keeps 1 MiB of each.
            kestrel.Limits.MaxRequestBufferSize = MaxRequestBufferBytes;
        });
        builder.AddKnownProxies();
        builder.AddRateLimits();
        builder.Services.AddProblemDetails();
        // Otherwise a request that cannot be bound is an exception in development and a plain 400 elsewhere.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
    }

    public static void UseWebSecurity(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = StatusOf });
        app.UseStatusCodePages();
    }

    /// <summary>Turns away what must not reach an endpoint. After the pages, so that people read why.</summary>
    public static void UseAdmission(this WebApplication app)
    {
        app.UseKnownCharsets();
        app.UseSameOriginWrites();
        app.UseRateLimiter();
    }

    // A body that breaks off or is too large shows only while it is read.
    internal static int StatusOf(Exception failure) => failure switch
    {
        BadHttpRequestException refused => refused.StatusCode,
        DiaryBusyException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
