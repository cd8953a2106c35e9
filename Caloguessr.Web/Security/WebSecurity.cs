namespace Caloguessr.Web.Security;

/// <summary>What keeps people and their keys safe at the door: known proxies, headers, same-origin writes, rate limits.</summary>
public static class WebSecurity
{
    public static void AddWebSecurity(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddKnownProxies();
        builder.AddRateLimits();
        builder.Services.AddProblemDetails();
    }

    public static void UseWebSecurity(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseSameOriginWrites();
        app.UseRateLimiter();
    }
}
