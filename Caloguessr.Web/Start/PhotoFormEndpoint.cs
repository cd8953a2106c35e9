using System.Globalization;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Layout;
using Caloguessr.Web.Meals;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Start;

/// <summary><c>POST /estimate</c>: the start page's form where no script runs. The same way to an estimate as the API's, answered with a page.</summary>
internal static class PhotoFormEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/estimate", EstimateAsync).RequireRateLimiting(RateLimits.Estimates).ExcludeFromDescription();

    private static async Task<RazorComponentResult> EstimateAsync(
        HttpContext context, PhotoUploadReader photos, MealEstimates estimates, UserKey key, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var upload = await photos.ReadAsync(context.Request, cancellationToken);
        if (upload.Photo is not PhotoIntakeResult.Accepted accepted) return Problem(EstimateProblems.Of(upload.Photo, language));

        EstimateOutcome? outcome = null;
        await foreach (var step in estimates.RunAsync(accepted.Photo, new(language, upload.Hint, key.Of(context)), started, cancellationToken))
            if (step is EstimateProgress.Ended ended) outcome = ended.Outcome;
        return outcome is EstimateOutcome.Estimated { Estimate: var estimate }
            ? PageAnswer.Of<MealPage>(StatusCodes.Status200OK, (nameof(MealPage.Draft), Draft(estimate)))
            : Problem(EstimateProblems.Of(outcome!, language));
    }

    private static MealDraft Draft(Estimate estimate) => new() { Items = estimate.Items, Warnings = estimate.Warnings, Model = estimate.Model };

    private static RazorComponentResult Problem(ProblemDetails problem) => PageAnswer.Of<ProblemPage>(problem.Status ?? StatusCodes.Status500InternalServerError,
        (nameof(ProblemPage.Type), problem.Type), (nameof(ProblemPage.Title), problem.Title), (nameof(ProblemPage.Detail), problem.Detail));
}
