using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Estimators;

/// <summary>A chat client could not answer. Its message, like its outcome, holds no key and nothing the provider echoed of one.</summary>
/// <param name="outcome">What the user is told.</param>
/// <param name="isTransient">Whether the same call may succeed a moment later.</param>
/// <param name="retryIn">How long the provider asked to wait; <c>null</c>: it did not say.</param>
/// <param name="cause">What broke, when something did.</param>
internal sealed class ChatFailure(EstimateOutcome outcome, bool isTransient = false, TimeSpan? retryIn = null, Exception? cause = null)
    : Exception(outcome is EstimateOutcome.Unavailable unavailable ? unavailable.Reason : $"{outcome.GetType().Name}.", cause)
{
    public EstimateOutcome Outcome { get; } = outcome;

    public bool IsTransient { get; } = isTransient;

    public TimeSpan? RetryIn { get; } = retryIn;
}
