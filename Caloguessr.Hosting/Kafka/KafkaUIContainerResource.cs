using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>Kafka UI in a container: topics, messages, groups and their lag in the browser.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class KafkaUIContainerResource(string name) : ContainerResource(name);
