using Caloguessr.ServiceDefaults;
using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Events;
using Caloguessr.Web.Foods;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Layout;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Recognition;
using Caloguessr.Web.Security;
using Caloguessr.Web.Settings;

return await Startup.RunAsync("Caloguessr.Web", async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddLake("lake");
    builder.AddWebSecurity();
    builder.AddSharedDataProtection();
    builder.AddFoods();
    builder.AddDiary();
    builder.AddEvents("kafka");
    builder.AddOwners();
    builder.AddSettings();
    builder.AddPhotos();
    builder.AddRecognition();
    builder.AddKeys();
    builder.AddEstimators();
    builder.AddEstimates();
    builder.AddApiDescription();
    builder.AddPages();

    var app = builder.Build();
    app.UseWebSecurity();
    app.UseRequestLocalization();
    app.UsePages();
    app.UseAdmission();
    app.UseAntiforgery();
    app.MapDefaultEndpoints();
    app.MapFoods();
    app.MapKeys();
    app.MapEstimates();
    app.MapApiDescription();
    app.MapDiary();
    app.MapOwners();
    app.MapSettings();
    app.MapPages();
    await app.RunAsync();
});

/// <summary>Named so that tests can host the application.</summary>
public sealed partial class Program;
