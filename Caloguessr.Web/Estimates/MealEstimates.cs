using System.Diagnostics;
using System.Runtime.CompilerServices;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Photos;

namespace Caloguessr.Web.Estimates;

/// <summary>From an accepted photo to an estimate: chooses the estimator, lets it look, checks what it saw.</summary>
public sealed partial class MealEstimates(EstimatorChoice choice, EstimateChecks checks, TimeProvider time, ILogger<MealEstimates> logger)
{
    /// <summary>Estimates a photo. The question's key is the user's own; <paramref name="started"/> is the time provider's timestamp of the request.</summary>
    /// <exception cref="OperationCanceledException">The user left.</exception>
    public async IAsyncEnumerable<EstimateProgress> RunAsync(
        MealPhoto photo, EstimateQuestion question, long started, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chosen = choice.For(question.ApiKey);
        string? outcome = null;
        try
        {
            yield return new EstimateProgress.Stage("looking");
            LookResult? result = null;
            await foreach (var seen in LookAsync(chosen, photo, question with { ApiKey = chosen.ApiKey }, cancellationToken))
            {
                if (seen is EstimatorEvent.ItemSeen item) yield return new EstimateProgress.ItemSeen(checks.Check(item.Item, question.Language).Item);
                if (seen is EstimatorEvent.AskedAgain) yield return new EstimateProgress.Stage("looking");
                if (seen is EstimatorEvent.Finished finished) result = finished.Result;
            }

            EstimateOutcome ended = result?.Failure ?? new EstimateOutcome.ReplyUnusable();
            if (result is { Failure: null })
            {
                yield return new EstimateProgress.Stage("checking");
                ended = new EstimateOutcome.Estimated(Check(result, question.Language, started));
            }
            outcome = EstimateProblems.Code(ended);
            Log(ended, chosen.Provider, time.GetElapsedTime(started));
            yield return new EstimateProgress.Ended(ended);
        }
        finally
        {
            outcome ??= cancellationToken.IsCancellationRequested ? "cancelled" : "failed";
            EstimateMetrics.Record(outcome, chosen.Provider, time.GetElapsedTime(started));
        }
    }

    private static async IAsyncEnumerable<EstimatorEvent> LookAsync(
        ChosenEstimator chosen, MealPhoto photo, EstimateQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (chosen.Estimator is not { } estimator)
        {
            yield return new EstimatorEvent.Finished(new(chosen.Provider, [], new EstimateOutcome.KeyMissing()));
            yield break;
        }

        using var span = LookSpan.Start(chosen.Provider);
        await using var events = estimator.LookAsync(photo, question, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            // Each resumption of an iterator comes back in its caller's context, where the span is not current.
            if (span is not null) Activity.Current = span;
            if (!await NextAsync(events, span, cancellationToken)) break;
            if (events.Current is EstimatorEvent.Finished finished) LookSpan.End(span, chosen.Provider, finished.Result);
            yield return events.Current;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<EstimatorEvent> events, Activity? span, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LookSpan.Fail(span, fault);
            throw;
        }
    }

    private Estimate Check(LookResult result, string language, long started)
    {
        using var span = WebTelemetry.Source.StartActivity("estimate.check");
        var all = result.Items.Select(item => checks.Check(item, language)).ToList();
        var items = all.Select(one => one.Item).ToList();
        var warnings = all.SelectMany(one => one.Warnings).ToList();
        var totals = EstimateChecks.Sum(items);
        span?.SetTag("caloguessr.items", items.Count);
        span?.SetTag("caloguessr.items.matched", items.Count(item => item.FoodKey is not null));
        span?.SetTag("caloguessr.warnings", warnings.Select(warning => warning.Code).Distinct().ToArray());
        return new()
        {
            Id = Guid.NewGuid().ToString("N"),
            Model = result.Model,
            Items = items,
            Totals = totals,
            Confidence = EstimateChecks.Confidence(items),
            Warnings = warnings,
            ElapsedMs = (long)time.GetElapsedTime(started).TotalMilliseconds,
        };
    }

    private void Log(EstimateOutcome ended, string provider, TimeSpan elapsed)
    {
        var code = EstimateProblems.Code(ended);
        if (ended is EstimateOutcome.Unavailable unavailable) LogUnavailable(provider, unavailable.Reason, elapsed);
        else LogEnded(provider, code, elapsed);
    }

    [LoggerMessage(EventName = "estimate.ended", Level = LogLevel.Information, Message = "Estimate by {Provider} ended as {Outcome} after {Elapsed}")]
    private partial void LogEnded(string provider, string outcome, TimeSpan elapsed);

    [LoggerMessage(EventName = "estimate.unavailable", Level = LogLevel.Warning, Message = "No estimate by {Provider} after {Elapsed}: {Reason}")]
    private partial void LogUnavailable(string provider, string reason, TimeSpan elapsed);
}
