namespace Caloguessr.Contracts.Events;

/// <summary>A Kafka topic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it is made with. A key stays in its partition only while this number stays.</param>
/// <param name="Configuration">What differs from the broker's defaults, by Kafka's own names.</param>
public sealed record Topic(string Name, int Partitions, IReadOnlyDictionary<string, string> Configuration);
