namespace Caloguessr.Web.Estimates;

/// <summary>How an attempt to estimate ended. Switched once, in <c>EstimateProblems</c>, into an HTTP answer.</summary>
public abstract record EstimateOutcome
{
    private EstimateOutcome() { }

    /// <summary>There is an estimate.</summary>
    public sealed record Estimated(Estimate Estimate) : EstimateOutcome;

    /// <summary>The picture shows no food.</summary>
    public sealed record NotFood : EstimateOutcome;

    /// <summary>The model's safety rules refused the picture.</summary>
    public sealed record Refused : EstimateOutcome;

    /// <summary>The chosen estimator needs a key and has none.</summary>
    public sealed record KeyMissing : EstimateOutcome;

    /// <summary>The key was not accepted.</summary>
    public sealed record KeyInvalid : EstimateOutcome;

    /// <summary>Too many requests for now.</summary>
    /// <param name="RetryAfter">How long to wait.</param>
    /// <param name="Daily">Whether the day's quota is used up.</param>
    public sealed record Throttled(TimeSpan RetryAfter, bool Daily) : EstimateOutcome;

    /// <summary>The estimator cannot be reached, is overloaded, too slow or set up wrongly.</summary>
    /// <param name="Reason">For the operator and the reader, without secrets.</param>
    public sealed record Unavailable(string Reason) : EstimateOutcome;

    /// <summary>The estimator's reply did not fit, twice.</summary>
    public sealed record ReplyUnusable : EstimateOutcome;
}
