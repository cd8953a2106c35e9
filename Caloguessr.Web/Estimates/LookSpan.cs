using System.Diagnostics;
using Caloguessr.Web.Estimators;

namespace Caloguessr.Web.Estimates;

/// <summary>The span around any estimator. A chat client adds its own below, in the GenAI conventions; the built-in one has none, so this one speaks them.</summary>
internal static class LookSpan
{
    public static Activity? Start(string provider)
    {
        var span = WebTelemetry.Source.StartActivity("estimate.look");
        span?.SetTag("caloguessr.provider", provider);
        if (provider != Providers.Builtin) return span;
        span?.SetTag("gen_ai.operation.name", "recognize");
        span?.SetTag("gen_ai.provider.name", "caloguessr.builtin");
        span?.SetTag("gen_ai.request.model", "food-recogniser");
        return span;
    }

    /// <summary>For a fault of ours; its message may hold anything, so only its type is told.</summary>
    public static void Fail(Activity? span, Exception fault)
    {
        span?.SetTag("caloguessr.outcome", "failed");
        span?.SetTag("error.type", fault.GetType().FullName);
        span?.SetStatus(ActivityStatusCode.Error);
    }

    public static void End(Activity? span, string provider, LookResult result)
    {
        if (provider == Providers.Builtin) span?.SetTag("gen_ai.response.model", result.Model);
        if (result.Failure is not { } failure)
        {
            span?.SetTag("caloguessr.outcome", "seen");
            return;
        }
        var code = EstimateProblems.Code(failure);
        span?.SetTag("caloguessr.outcome", code);
        if (failure is EstimateOutcome.NotFood) return;
        span?.SetTag("error.type", code);
        span?.SetStatus(ActivityStatusCode.Error, (failure as EstimateOutcome.Unavailable)?.Reason ?? code);
    }
}
