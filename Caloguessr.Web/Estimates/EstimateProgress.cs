namespace Caloguessr.Web.Estimates;

/// <summary>What happens on the way to an estimate. The last event, and only the last, is <see cref="Ended"/>.</summary>
public abstract record EstimateProgress
{
    private EstimateProgress() { }

    /// <summary>A step began: <c>preparing</c>, <c>looking</c> or <c>checking</c>. A second <c>looking</c> voids the items before it.</summary>
    public sealed record Stage(string Name) : EstimateProgress;

    /// <summary>An item was seen and checked.</summary>
    public sealed record ItemSeen(EstimateItem Item) : EstimateProgress;

    /// <summary>It is over.</summary>
    public sealed record Ended(EstimateOutcome Outcome) : EstimateProgress;
}
