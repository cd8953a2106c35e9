using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Kafka;

/// <summary>The settings of the container, as apache/kafka reads them: one node that is broker and controller.</summary>
internal static class KafkaListeners
{
    public const int ClientPort = 9092;
    public const int InternalPort = 9093;
    private const int ControllerPort = 9094;
    private const string InternalPortText = "9093";

    // Any value of this shape; it must stay, for the data names it.
    private const string ClusterId = "Y2Fsb2d1ZXNzci1rYWZrYQ";

    public static void Configure(KafkaServerResource server, EnvironmentCallbackContext context)
    {
        var settings = context.EnvironmentVariables;
        var isPublished = context.ExecutionContext.IsPublishMode;
        settings["CLUSTER_ID"] = ClusterId;
        settings["KAFKA_NODE_ID"] = "1";
        settings["KAFKA_PROCESS_ROLES"] = "broker,controller";
        settings["KAFKA_CONTROLLER_QUORUM_VOTERS"] = $"1@localhost:{ControllerPort}";
        settings["KAFKA_CONTROLLER_LISTENER_NAMES"] = "CONTROLLER";
        settings["KAFKA_INTER_BROKER_LISTENER_NAME"] = "INTERNAL";
        settings["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] = "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT";
        settings["KAFKA_LISTENERS"] = $"CLIENT://:{ClientPort},INTERNAL://:{InternalPort},CONTROLLER://:{ControllerPort}";
        // A client is sent on to what is advertised: on a cluster the service's name, locally the published port, as this machine sees it.
        var published = new EndpointReference(server, KafkaBuilderExtensions.PrimaryEndpointName, KnownNetworkIdentifiers.LocalhostNetwork);
        settings["KAFKA_ADVERTISED_LISTENERS"] = isPublished
            ? $"CLIENT://{server.Name}:{ClientPort},INTERNAL://{server.Name}:{InternalPort}"
            : ReferenceExpression.Create($"CLIENT://localhost:{published.Property(EndpointProperty.Port)},INTERNAL://{server.Name}:{InternalPortText}");
        settings["KAFKA_LOG_DIRS"] = "/var/lib/kafka/data";
        settings["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] = "1";
        settings["KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] = "1";
        settings["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] = "1";
        settings["KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS"] = "0";
        // A topic made by chance would have the wrong number of partitions.
        settings["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] = "false";
    }
}
