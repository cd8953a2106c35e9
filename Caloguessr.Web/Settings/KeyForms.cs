using System.Globalization;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Layout;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Settings;

/// <summary>The key's buttons on the settings page; they need no script. A key that is not accepted is not saved, and not shown again.</summary>
internal static class KeyForms
{
    public static void MapKeyForms(this IEndpointRouteBuilder app)
    {
        var key = app.MapGroup("/settings/key").ExcludeFromDescription().RequireRateLimiting(RateLimits.Estimates);
        key.MapPost("/", Save);
        key.MapPost("/check", Check);
        key.MapPost("/remove", Remove);
    }

    private static async Task<IResult> Save([FromForm(Name = "key")] string? entered, UserKey keys, KeyCheck check, HttpContext context, CancellationToken cancellationToken)
    {
        var key = entered?.Trim();
        EstimateOutcome? fault = string.IsNullOrEmpty(key) ? new EstimateOutcome.KeyMissing()
            : !UserKey.IsPlausible(key) ? new EstimateOutcome.KeyInvalid()
            : await check.AskAsync(key, cancellationToken);
        if (fault is not null) return Refuse(fault);
        keys.Save(context, key!);
        return TypedResults.LocalRedirect("/settings?key=saved#key");
    }

    // The form parameter is there for its antiforgery token.
    private static async Task<IResult> Check([FromForm] IFormCollection form, UserKey keys, KeyCheck check, HttpContext context, CancellationToken cancellationToken)
    {
        var fault = keys.Saved(context) is { } key ? await check.AskAsync(key, cancellationToken) : new EstimateOutcome.KeyMissing();
        return fault is null ? TypedResults.LocalRedirect("/settings?key=works#key") : Refuse(fault);
    }

    private static RedirectHttpResult Remove([FromForm] IFormCollection form, HttpContext context)
    {
        UserKey.Remove(context);
        return TypedResults.LocalRedirect("/settings?key=removed#key");
    }

    private static RazorComponentResult Refuse(EstimateOutcome fault)
    {
        var problem = EstimateProblems.Of(fault, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        return PageAnswer.Of<SettingsPage>(problem.Status ?? StatusCodes.Status400BadRequest, (nameof(SettingsPage.KeyProblem), problem));
    }
}
