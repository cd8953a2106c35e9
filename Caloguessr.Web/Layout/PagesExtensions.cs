using Caloguessr.Web.Settings;

namespace Caloguessr.Web.Layout;

/// <summary>The pages: Razor components rendered on the server, without a circuit, so that any replica answers any request.</summary>
public static class PagesExtensions
{
    public static void AddPages(this IHostApplicationBuilder builder)
    {
        builder.AddLocalisation();
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(_ => new UserSettings());
    }

    /// <summary>Languages, forms that only our own pages can send, and error pages in the look of the rest. Before any endpoint.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.UseWhen(IsForPeople, pages =>
        {
            pages.UseExceptionHandler("/error");
            pages.UseStatusCodePagesWithReExecute("/not-found");
        });
        app.UseRequestLocalization();
        app.UseAntiforgery();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>();
    }

    private static bool IsForPeople(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.Ordinal) == true);
}
