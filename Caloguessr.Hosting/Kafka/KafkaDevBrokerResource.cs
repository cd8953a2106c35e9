using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>The development broker: a program that speaks Kafka's protocol on the loopback address.</summary>
/// <param name="name">Name of the resource and of the connection string.</param>
/// <param name="command">The built program.</param>
/// <param name="workingDirectory">Where it runs.</param>
public sealed class KafkaDevBrokerResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory), IKafkaResource
{
    /// <summary>Where clients connect. There is no proxy: a client is sent on to what the broker advertises.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, KafkaBuilderExtensions.PrimaryEndpointName);

    /// <summary><c>127.0.0.1:port</c>: it listens there alone, and "localhost" would be tried as ::1 first.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.IPV4Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}");
}
