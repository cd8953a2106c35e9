using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>A broker that runs elsewhere; only its address is known, and whether it answers.</summary>
/// <param name="name">Name of the resource and of the connection string.</param>
/// <param name="bootstrapServers">The connection string.</param>
public sealed class KafkaExternalResource(string name, string bootstrapServers) : Resource(name), IKafkaResource
{
    /// <summary>As it was configured.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{bootstrapServers}");
}
