using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Caloguessr.Hosting.Containers;
using Caloguessr.Hosting.Projects;
using Caloguessr.Hosting.Start;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Hosting.Kafka;

/// <summary>Adds Kafka to the model, in the shape of Aspire.Hosting.Kafka.</summary>
public static class KafkaBuilderExtensions
{
    internal const string PrimaryEndpointName = "tcp";
    internal const string InternalEndpointName = "internal";
    private const string PortSetting = "Caloguessr:Kafka:Port";
    private const string DataSetting = "Caloguessr:Kafka:Data";
    private const string Loopback = "127.0.0.1";
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A broker: Apache Kafka in a container when publishing and with <c>Caloguessr:Containers</c>, the one of
    /// <c>ConnectionStrings__&lt;name&gt;</c> where that is set, else the development broker, on port 9092 or <c>Caloguessr:Kafka:Port</c>.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource and of the connection string.</param>
    /// <param name="devBroker">The development broker's project.</param>
    public static IResourceBuilder<IKafkaResource> AddKafka(this IDistributedApplicationBuilder builder, [ResourceName] string name, IProjectMetadata devBroker)
    {
        if (builder.ExecutionContext.IsPublishMode) return builder.AddKafkaServer(name);
        if (builder.Configuration.GetConnectionString(name) is { Length: > 0 } bootstrapServers) return builder.AddKafkaExternal(name, bootstrapServers);
        return builder.UsesContainers() ? builder.AddKafkaServer(name) : builder.AddKafkaDevBroker(name, devBroker);
    }

    /// <summary>Makes the topics that are missing as soon as the broker is healthy, before anything that waits for it starts.</summary>
    public static IResourceBuilder<IKafkaResource> WithTopics(this IResourceBuilder<IKafkaResource> kafka, IEnumerable<KafkaTopic> topics)
    {
        kafka.Resource.Annotations.Add(new KafkaTopicsAnnotation([.. topics]));
        return kafka;
    }

    /// <summary>
    /// Keeps the broker's data between starts: the development broker's in the folder <c>.&lt;name&gt;</c> beside the application host, the
    /// container's in a volume. <c>Caloguessr:Kafka:Data</c> gives another folder, or the volume's name.
    /// </summary>
    public static IResourceBuilder<IKafkaResource> WithDataVolume(this IResourceBuilder<IKafkaResource> kafka, string? name = null)
    {
        var builder = kafka.ApplicationBuilder;
        var configured = builder.ExecutionContext.IsRunMode && builder.Configuration[DataSetting] is { Length: > 0 } setting ? setting : null;
        if (kafka.Resource is KafkaServerResource server)
        {
            var volume = configured ?? name ?? (builder.ExecutionContext.IsPublishMode ? $"{server.Name}-data" : VolumeNameGenerator.Generate(kafka, "data"));
            builder.CreateResourceBuilder(server).WithVolume(volume, "/var/lib/kafka/data");
        }
        if (kafka.Resource is KafkaDevBrokerResource broker)
        {
            var folder = Path.GetFullPath(configured ?? Path.Combine("..", $".{name ?? broker.Name}"), builder.AppHostDirectory);
            builder.CreateResourceBuilder(broker).WithEnvironment("Broker__Data", folder);
        }
        return kafka;
    }

    /// <summary>Adds Kafka UI where the broker is a container: it cannot reach the loopback address of this machine.</summary>
    public static IResourceBuilder<IKafkaResource> WithKafkaUI(this IResourceBuilder<IKafkaResource> kafka, string? containerName = null)
    {
        if (kafka.Resource is not KafkaServerResource server) return kafka;
        var name = containerName ?? $"{server.Name}-ui";
        kafka.ApplicationBuilder.AddResource(new KafkaUIContainerResource(name))
            .WithConfiguredImage("kafkaui", "docker.io/kafbat/kafka-ui:v1.3.0")
            .WithHttpEndpoint(targetPort: 8080, name: "http")
            .WithEnvironment("KAFKA_CLUSTERS_0_NAME", server.Name)
            .WithEnvironment("KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS", $"{server.Name}:{server.InternalEndpoint.Property(EndpointProperty.TargetPort)}")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Kafka UI")
            .WithHttpHealthCheck("/actuator/health", endpointName: "http");
        return kafka;
    }

    private static IResourceBuilder<KafkaDevBrokerResource> AddKafkaDevBroker(this IDistributedApplicationBuilder builder, string name, IProjectMetadata project)
    {
        var broker = new KafkaDevBrokerResource(name, BuiltProgram.Of(project.ProjectPath), Path.GetDirectoryName(project.ProjectPath)!);
        var port = builder.FixedPort();
        var resource = builder.AddResource(broker)
            .WithEndpoint(port: port, targetPort: port, scheme: "tcp", name: PrimaryEndpointName, isProxied: false)
            .WithHttpEndpoint(name: "http", isProxied: false)
            .WithEnvironment("Broker__Host", Loopback)
            .WithEnvironment("Broker__AdvertisedHost", Loopback)
            .WithEnvironment("Broker__Port", broker.PrimaryEndpoint.Property(EndpointProperty.TargetPort))
            .WithEnvironment("Broker__AutoCreateTopicsEnable", "false")
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithOtlpExporter()
            .WithEnvironment(DirectLaunchExtensions.OtlpRetry, "");
        return resource
            .WithEnvironment("ASPNETCORE_URLS", $"http://{Loopback}:{resource.GetEndpoint("http").Property(EndpointProperty.TargetPort)}")
            .WithUrlForEndpoint("http", url => url.Url = "/metrics")
            .WithKafkaHealthCheck().WithTopicSetup().WithEmptyCommand();
    }

    private static IResourceBuilder<KafkaServerResource> AddKafkaServer(this IDistributedApplicationBuilder builder, string name)
    {
        var server = new KafkaServerResource(name);
        var port = builder.ExecutionContext.IsRunMode ? builder.FixedPort() : null;
        var kafka = builder.AddResource(server)
            .WithConfiguredImage("kafka", "docker.io/apache/kafka:4.3.1")
            .WithEndpoint(port: port, targetPort: KafkaListeners.ClientPort, scheme: "tcp", name: PrimaryEndpointName)
            .WithEndpoint(targetPort: KafkaListeners.InternalPort, scheme: "tcp", name: InternalEndpointName)
            .WithEnvironment(context => KafkaListeners.Configure(server, context));
        return builder.ExecutionContext.IsPublishMode ? kafka : kafka.WithKafkaHealthCheck().WithTopicSetup().WithEmptyCommand();
    }

    private static IResourceBuilder<KafkaExternalResource> AddKafkaExternal(this IDistributedApplicationBuilder builder, string name, string bootstrapServers) =>
        builder.AddResource(new KafkaExternalResource(name, bootstrapServers))
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Kafka",
                State = KnownResourceStates.Running,
                Properties = [new(CustomResourceKnownProperties.Source, bootstrapServers)],
            })
            .WithKafkaHealthCheck().WithTopicSetup();

    // Where ports are drawn at random, several application hosts run on one machine.
    private static int? FixedPort(this IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts") ? null : builder.Port(PortSetting, KafkaListeners.ClientPort);

    private static IResourceBuilder<T> WithKafkaHealthCheck<T>(this IResourceBuilder<T> kafka) where T : IKafkaResource
    {
        var key = $"{kafka.Resource.Name}_kafka";
        kafka.ApplicationBuilder.Services.AddHealthChecks().Add(new(key, _ => new KafkaHealthCheck(kafka.Resource), null, null, HealthDeadline));
        return kafka.WithHealthCheck(key);
    }

    private static IResourceBuilder<T> WithTopicSetup<T>(this IResourceBuilder<T> kafka) where T : IKafkaResource =>
        kafka.OnResourceReady((resource, ready, cancellationToken) => KafkaTopicSetup.RunAsync(resource, ready.Services, cancellationToken));
}
