using System.Globalization;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Settings;

/// <summary>The user's settings and the language that follows from them.</summary>
public static class SettingsEndpoints
{
    private static readonly string[] Languages = ["en", "de"];

    public static void AddSettings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddAntiforgery();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
            options.RequestCultureProviders = [new SettingsCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
    }

    public static void MapSettings(this IEndpointRouteBuilder app)
    {
        app.MapPost("/settings/save", Save).ExcludeFromDescription().RequireRateLimiting(RateLimits.Writes);
        app.MapKeyForms();
    }

    // The form names its fields as the cookie does, but for the target, which it shows in the user's unit; a box that is not ticked is not sent.
    private static RedirectHttpResult Save([FromForm] IFormCollection form, HttpResponse response)
    {
        var settings = UserSettings.Of(name => form[name]);
        var shown = new UnitFormat(new() { EnergyUnit = form["shown-energy"] == "kj" ? EnergyUnit.Kilojoule : EnergyUnit.Kcal });
        if (double.TryParse(form["target"], CultureInfo.InvariantCulture, out var target))
            settings = settings with { TargetKcal = (int)Math.Round(Math.Clamp(target / shown.EnergyPerKcal, UserSettings.MinTargetKcal, UserSettings.MaxTargetKcal)) };
        settings.Write(response);
        return TypedResults.LocalRedirect("/settings?saved=true");
    }

    private sealed class SettingsCultureProvider : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
            Task.FromResult(UserSettings.Read(httpContext.Request).Language is { } language ? new ProviderCultureResult(language) : null);
    }
}
