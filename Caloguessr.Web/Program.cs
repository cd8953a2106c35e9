using Caloguessr.ServiceDefaults;
using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Foods;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Recognition;
using Caloguessr.Web.Security;

return await Startup.RunAsync("Caloguessr.Web", async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddLake("lake");
    builder.AddWebSecurity();
    builder.AddFoods();
    builder.AddPhotos();
    builder.AddRecognition();

    var app = builder.Build();
    app.UseWebSecurity();
    app.MapDefaultEndpoints();
    app.MapFoods();
    await app.RunAsync();
});

/// <summary>Named so that tests can host the application.</summary>
public sealed partial class Program;
