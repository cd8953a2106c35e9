using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>A topic that is made when it is missing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it is made with.</param>
/// <param name="Configuration">What differs from the broker's defaults, by Kafka's own names.</param>
public sealed record KafkaTopic(string Name, int Partitions, IReadOnlyDictionary<string, string> Configuration);

/// <summary>The topics that belong to a broker.</summary>
/// <param name="Topics">The topics.</param>
public sealed record KafkaTopicsAnnotation(IReadOnlyList<KafkaTopic> Topics) : IResourceAnnotation;
