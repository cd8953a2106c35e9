using Caloguessr.Web.Photos;

namespace Caloguessr.Web.Estimates;

/// <summary>Looks at a photo and says what is on it: a vision model behind a chat client, or the built-in recogniser.</summary>
public interface IMealEstimator
{
    /// <summary>Looks at a photo. The last event, and only the last, is <see cref="EstimatorEvent.Finished"/>.</summary>
    /// <exception cref="OperationCanceledException">The user left.</exception>
    IAsyncEnumerable<EstimatorEvent> LookAsync(MealPhoto photo, EstimateQuestion question, CancellationToken cancellationToken);
}

/// <summary>What the user asked beside the photo.</summary>
/// <param name="Language">Language of names and warnings: <c>en</c> or <c>de</c>.</param>
/// <param name="Hint">The user's own words about the meal; <c>null</c>: none.</param>
/// <param name="ApiKey">The key, for this call only; <c>null</c>: none. Never logged.</param>
/// <param name="Streaming">Whether somebody waits for each item.</param>
public sealed record EstimateQuestion(string Language, string? Hint, string? ApiKey, bool Streaming = false)
{
    /// <summary>Without the key, which must not reach a log.</summary>
    public override string ToString() => $"EstimateQuestion {{ Language = {Language} }}";
}

/// <summary>What an estimator says on its way.</summary>
public abstract record EstimatorEvent
{
    private EstimatorEvent() { }

    /// <summary>An item was seen; it will be among the finished ones, unless <see cref="AskedAgain"/> follows.</summary>
    public sealed record ItemSeen(SeenItem Item) : EstimatorEvent;

    /// <summary>The reply did not fit, and the model is asked once more: the items seen so far are void.</summary>
    public sealed record AskedAgain : EstimatorEvent;

    /// <summary>The look is over.</summary>
    /// <param name="Result">What was seen, or why not.</param>
    public sealed record Finished(LookResult Result) : EstimatorEvent;
}

/// <summary>What a look ended with: items, or the outcome that ends the attempt.</summary>
/// <param name="Model">Who looked, such as <c>builtin</c>.</param>
/// <param name="Items">The items; empty when <paramref name="Failure"/> is set.</param>
/// <param name="Failure">Why there are none.</param>
public sealed record LookResult(string Model, IReadOnlyList<SeenItem> Items, EstimateOutcome? Failure);

/// <summary>An item as an estimator saw it, before the checks.</summary>
public sealed record SeenItem
{
    /// <summary>The estimator's own name for it, in the language asked for.</summary>
    public required string Name { get; init; }

    /// <summary>Weight in g.</summary>
    public required double PortionGrams { get; init; }

    /// <summary>The range the weight likely lies in, in g; <c>null</c>: the checks derive it from the confidence.</summary>
    public (double Low, double High)? PortionRange { get; init; }

    /// <summary>Energy of the portion in kcal.</summary>
    public required double EnergyKcal { get; init; }

    /// <summary>Protein in g.</summary>
    public required double ProteinGrams { get; init; }

    /// <summary>Carbohydrates in g.</summary>
    public required double CarbsGrams { get; init; }

    /// <summary>Fat in g.</summary>
    public required double FatGrams { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The food of the table, when the estimator chose from it.</summary>
    public string? FoodKey { get; init; }

    /// <summary>Other choices, likeliest first.</summary>
    public IReadOnlyList<Alternative>? Alternatives { get; init; }
}
