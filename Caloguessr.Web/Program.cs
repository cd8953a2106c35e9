using Caloguessr.ServiceDefaults;
using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Foods;
using Caloguessr.Web.Layout;
using Caloguessr.Web.Security;
using Caloguessr.Web.Settings;

return await Startup.RunAsync("Caloguessr.Web", async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddLake("lake");
    builder.AddWebSecurity();
    builder.AddFoods();
    builder.AddSettings();
    builder.AddPages();

    var app = builder.Build();
    app.UseWebSecurity();
    app.UseRequestLocalization();
    app.UsePages();
    app.UseAntiforgery();
    app.MapDefaultEndpoints();
    app.MapFoods();
    app.MapSettings();
    app.MapPages();
    await app.RunAsync();
});

/// <summary>Named so that tests can host the application.</summary>
public sealed partial class Program;
