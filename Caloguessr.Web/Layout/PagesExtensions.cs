using Caloguessr.Web.Meals;
using Caloguessr.Web.Security;
using Caloguessr.Web.Settings;
using Caloguessr.Web.Start;

namespace Caloguessr.Web.Layout;

/// <summary>The pages: Razor components rendered on the server, without a circuit, so that any replica answers any request.</summary>
public static class PagesExtensions
{
    public static void AddPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddRazorComponents();
        builder.Services.AddOutputCache(cache => cache.AddPolicy(nameof(FirstVisitCache), new FirstVisitCache()));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(services => UserSettings.Read(services.GetRequiredService<IHttpContextAccessor>().HttpContext!.Request));
        builder.Services.AddScoped(services => new UnitFormat(services.GetRequiredService<UserSettings>()));
        builder.Services.AddScoped<MealFormEndpoint>();
    }

    /// <summary>Explains failures to whoever reads in a browser, in the look of the rest; programs keep their problem documents.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.UseWhen(IsForPeople, pages =>
        {
            pages.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = WebSecurity.StatusOf,
                ExceptionHandler = context => Explain(context, context.Response.StatusCode),
            });
            pages.UseStatusCodePages(refused => Explain(refused.HttpContext, refused.HttpContext.Response.StatusCode));
        });
        app.UseOutputCache();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>();
        app.MapMealEditor();
        MealFormEndpoint.Map(app);
        PhotoFormEndpoint.Map(app);
    }

    private static Task Explain(HttpContext context, int status) =>
        PageAnswer.Of<StatusPage>(status, (nameof(StatusPage.Status), status)).ExecuteAsync(context);

    /// <summary>Whether a browser asks for a page, not one of its scripts or a program.</summary>
    internal static bool IsForPeople(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.Ordinal) == true);
}
