using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>Apache Kafka (KRaft) in a container.</summary>
/// <param name="name">Name of the resource and of the connection string.</param>
public sealed class KafkaServerResource(string name) : ContainerResource(name), IKafkaResource
{
    /// <summary>Where clients outside the container network connect.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, KafkaBuilderExtensions.PrimaryEndpointName);

    /// <summary>Where other containers connect.</summary>
    public EndpointReference InternalEndpoint => field ??= new(this, KafkaBuilderExtensions.InternalEndpointName);

    /// <summary><c>host:port</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
}
