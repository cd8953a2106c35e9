using Caloguessr.Web.Photos;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Estimates;

/// <summary>Where outcomes become problem documents (RFC 9457), once.</summary>
public static class EstimateProblems
{
    /// <summary>Extension member of <c>throttled</c>: seconds to wait, as in Retry-After, which an event stream cannot carry.</summary>
    public const string RetryAfterSeconds = "retryAfterSeconds";

    /// <summary>The short word of an outcome, for the type of its problem and for metrics.</summary>
    public static string Code(EstimateOutcome outcome) => outcome switch
    {
        EstimateOutcome.Estimated => "estimated",
        EstimateOutcome.NotFood => "not-food",
        EstimateOutcome.Refused => "refused",
        EstimateOutcome.KeyMissing => "api-key-missing",
        EstimateOutcome.KeyInvalid => "api-key-invalid",
        EstimateOutcome.Throttled => "throttled",
        EstimateOutcome.Unavailable => "estimator-unavailable",
        EstimateOutcome.ReplyUnusable => "estimator-reply",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The problem of an outcome that is no estimate.</summary>
    public static ProblemDetails Of(EstimateOutcome outcome, string language)
    {
        var code = Code(outcome);
        return outcome switch
        {
            EstimateOutcome.NotFood or EstimateOutcome.Refused => Problem(422, code, language),
            EstimateOutcome.KeyMissing or EstimateOutcome.KeyInvalid => Problem(401, code, language),
            EstimateOutcome.Throttled throttled => Throttled(throttled, code, language),
            EstimateOutcome.Unavailable unavailable => Problem(503, code, language, reason: unavailable.Reason),
            EstimateOutcome.ReplyUnusable => Problem(502, code, language),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
    }

    /// <summary>The problem of an outcome as an answer, with Retry-After where it says how long to wait.</summary>
    internal static ProblemHttpResult Answer(HttpContext context, EstimateOutcome outcome, string language)
    {
        var problem = Of(outcome, language);
        if (problem.Extensions.TryGetValue(RetryAfterSeconds, out var seconds)) context.Response.Headers.RetryAfter = $"{seconds}";
        return TypedResults.Problem(problem);
    }

    /// <summary>The problem of a photo that was not accepted.</summary>
    public static ProblemDetails Of(PhotoIntakeResult photo, string language) => photo switch
    {
        PhotoIntakeResult.Missing => Problem(400, "photo-missing", language),
        PhotoIntakeResult.Busy => Problem(503, "estimator-unavailable", language, reason: "too many photos arrive at once"),
        PhotoIntakeResult.Invalid invalid => WithReason(Problem(400, "photo-invalid", language), invalid.Reason, language),
        PhotoIntakeResult.TooLarge large => WithReason(Problem(413, "photo-too-large", language), large.Reason, language),
        PhotoIntakeResult.WrongType wrong => WithFound(Problem(415, "photo-type", language), wrong.Found, language),
        _ => throw new ArgumentOutOfRangeException(nameof(photo)),
    };

    private static ProblemDetails Problem(int status, string code, string language, string? text = null, string? reason = null)
    {
        var (title, detail) = EstimateTexts.Problem(text ?? code, language);
        return new()
        {
            Type = $"urn:caloguessr:{code}",
            Status = status,
            Title = title,
            Detail = detail.Replace("{0}", reason, StringComparison.Ordinal),
        };
    }

    private static ProblemDetails Throttled(EstimateOutcome.Throttled throttled, string code, string language)
    {
        var problem = Problem(429, code, language, throttled.Daily ? EstimateTexts.DailyQuota : code);
        problem.Extensions[RetryAfterSeconds] = (long)Math.Ceiling(Math.Max(1, throttled.RetryAfter.TotalSeconds));
        return problem;
    }

    // Intake gives its reasons in English.
    private static ProblemDetails WithReason(ProblemDetails problem, string reason, string language)
    {
        if (language == "en") problem.Detail = $"{problem.Detail} {reason}";
        return problem;
    }

    private static ProblemDetails WithFound(ProblemDetails problem, string? found, string language)
    {
        if (found is null) return problem;
        problem.Detail = (found, language) switch
        {
            ("HEIC", "de") => $"Das Foto ist HEIC. {problem.Detail} Auf dem iPhone: Einstellungen, Kamera, Formate, „Maximale Kompatibilität“.",
            ("HEIC", _) => $"The photo is HEIC. {problem.Detail} On an iPhone: Settings, Camera, Formats, \"Most Compatible\".",
            (_, "de") => $"Die Datei ist {found}. {problem.Detail}",
            _ => $"The file is {found}. {problem.Detail}",
        };
        return problem;
    }
}
