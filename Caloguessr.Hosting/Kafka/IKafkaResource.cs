using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>A Kafka broker, in whichever form it runs. Its connection string is the list of bootstrap servers: <c>host:port[,host:port]</c>.</summary>
public interface IKafkaResource : IResourceWithConnectionString;
