namespace Caloguessr.DevBroker.Groups;

/// <summary>Where a group is between two rebalances; named as Kafka's tools print them.</summary>
internal enum GroupState
{
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Stable,
    Dead,
}
