using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Estimates;

/// <summary><c>POST /api/estimates</c>: a photo becomes an estimate, as one document or as a stream of what happens.</summary>
public static class EstimateEndpoints
{
    private const string EventStream = "text/event-stream";

    public static void AddEstimates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EstimateChecks>();
        builder.Services.AddSingleton<MealEstimates>();
    }

    public static void MapEstimates(this IEndpointRouteBuilder app) => app.MapPost("/api/estimates", EstimateAsync)
        .WithTags("Estimates")
        .WithName("EstimateMeal")
        .WithSummary("Estimate the energy and nutrients of a meal from a photo")
        .WithDescription("""
            Multipart form: `photo` (JPEG, PNG or WebP, at most 10 MiB), optional `hint` (words about the meal) and `language` (`en` or `de`;
            else Accept-Language). With `Accept: text/event-stream` the answer is a stream of the events `stage` (`preparing`, `looking`,
            `checking`), `item` and, last, `estimate` or `problem`, which hold the same documents.
            """)
        .Accepts<EstimateForm>("multipart/form-data")
        .Produces<Estimate>(StatusCodes.Status200OK, "application/json", EventStream)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status502BadGateway)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .RequireRateLimiting(RateLimits.Estimates);

    private static async Task<Results<Ok<Estimate>, ServerSentEventsResult<object>, ProblemHttpResult>> EstimateAsync(
        HttpContext context, PhotoUploadReader photos, MealEstimates estimates, UserKey key, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var upload = await photos.ReadAsync(context.Request, cancellationToken);
        var language = AskedLanguage.Of(context.Request, upload.Language);
        if (upload.Photo is not PhotoIntakeResult.Accepted accepted) return TypedResults.Problem(EstimateProblems.Of(upload.Photo, language));

        var streaming = context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == EventStream);
        var progress = estimates.RunAsync(accepted.Photo, new(language, upload.Hint, key.Of(context), streaming), started, cancellationToken);
        if (streaming) return TypedResults.ServerSentEvents(Events(progress, language, cancellationToken));

        EstimateOutcome? outcome = null;
        await foreach (var step in progress)
            if (step is EstimateProgress.Ended ended) outcome = ended.Outcome;
        return outcome is EstimateOutcome.Estimated estimated ? TypedResults.Ok(estimated.Estimate) : EstimateProblems.Answer(context, outcome!, language);
    }

    private static async IAsyncEnumerable<SseItem<object>> Events(
        IAsyncEnumerable<EstimateProgress> progress, string language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new(new { Stage = "preparing" }, "stage");
        await foreach (var step in progress.WithCancellation(cancellationToken))
            yield return step switch
            {
                EstimateProgress.Stage stage => new(new { Stage = stage.Name }, "stage"),
                EstimateProgress.ItemSeen seen => new(seen.Item, "item"),
                EstimateProgress.Ended { Outcome: EstimateOutcome.Estimated estimated } => new(estimated.Estimate, "estimate"),
                EstimateProgress.Ended ended => new(EstimateProblems.Of(ended.Outcome, language), "problem"),
                _ => throw new InvalidOperationException($"{step.GetType().Name} is not streamed."),
            };
    }

    /// <summary>The form, for the API's description.</summary>
    private sealed record EstimateForm(IFormFile Photo, string? Hint, string? Language);
}
