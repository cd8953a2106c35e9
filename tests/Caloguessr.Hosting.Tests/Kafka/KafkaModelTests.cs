using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Caloguessr.Hosting.Kafka;

namespace Caloguessr.Hosting.Tests.Kafka;

/// <summary>Which form of the broker a configuration makes, and with what.</summary>
public sealed class KafkaModelTests
{
    private static readonly KafkaTopic[] Topics = [new("orders", 3, new Dictionary<string, string>())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunMode_IsTheDevBrokerOnTheLoopbackAddress_WithItsDataBesideTheLake()
    {
        var port = FreePort();
        var builder = Builder($"--Caloguessr:Kafka:Port={port}");

        var broker = Assert.IsType<KafkaDevBrokerResource>(Add(builder).Resource);

        var endpoint = broker.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == "tcp");
        Assert.Equal((port, port, false), (endpoint.Port, endpoint.TargetPort, endpoint.IsProxied));
        var environment = await EnvironmentAsync(broker, builder);
        Assert.Equal("127.0.0.1", environment["Broker__Host"]);
        Assert.Equal(Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".kafka")), environment["Broker__Data"]);
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource);
    }

    [Fact]
    public void RunMode_PortsDrawnAtRandom_HasNoFixedPort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var broker = Add(Builder("--DcpPublisher:RandomizePorts=true", $"--Caloguessr:Kafka:Port={((IPEndPoint)taken.LocalEndpoint).Port}")).Resource;

        Assert.Null(broker.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == "tcp").Port);
    }

    [Theory, InlineData("--Caloguessr:Containers=true"), InlineData()]
    public void RunMode_PortInUse_IsOneMessageWithTheFix(params string[] arguments)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var fault = Assert.Throws<DistributedApplicationException>(() => Add(Builder([.. arguments, $"--Caloguessr:Kafka:Port={port}"])));

        Assert.Equal($"Port {port} is in use. Stop what listens there, or choose another one: Caloguessr__Kafka__Port={port + 1}", fault.Message);
    }

    [Fact]
    public async Task ConnectionString_IsTakenAsItIs_AndNothingIsStarted()
    {
        var builder = Builder("--ConnectionStrings:kafka=one:9092,other:9092", "--Caloguessr:Containers=true");

        var kafka = Add(builder).Resource;

        Assert.IsType<KafkaExternalResource>(kafka);
        Assert.Equal("one:9092,other:9092", await kafka.GetConnectionStringAsync(Token));
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource or ExecutableResource);
        Assert.DoesNotContain(kafka.Annotations.OfType<ResourceCommandAnnotation>(), command => command.Name == "empty");
    }

    [Fact]
    public void Containers_AreKafkaAndItsUI_AndTheirImagesCanBeReplaced()
    {
        Assert.Equal(["docker.io/apache/kafka:4.3.1", "docker.io/kafbat/kafka-ui:v1.3.0"], Images(Builder(Containers())));
        Assert.Equal(["mirror.test:5000/kafka:1", "docker.io/kafbat/kafka-ui:v1.3.0"], Images(Builder([.. Containers(), "--Caloguessr:Images:kafka=mirror.test:5000/kafka:1"])));

        static string[] Containers() => ["--Caloguessr:Containers=true", $"--Caloguessr:Kafka:Port={FreePort()}"];

        static IEnumerable<string?> Images(IDistributedApplicationBuilder builder)
        {
            Add(builder);
            return builder.Resources.OfType<ContainerResource>().Select(container => container.TryGetContainerImageName(out var image) ? image : null);
        }
    }

    [Fact]
    public async Task PublishMode_IsTheContainer_WhateverIsSetForThisMachine()
    {
        var builder = Builder("--operation", "publish", "--step", "publish", "--ConnectionStrings:kafka=localhost:9092");

        var server = Assert.IsType<KafkaServerResource>(Add(builder).Resource);

        Assert.Equal("{kafka.bindings.tcp.host}:{kafka.bindings.tcp.port}", server.ConnectionStringExpression.ValueExpression);
        Assert.Contains(server.Annotations.OfType<ContainerMountAnnotation>(), mount => mount is { Source: "kafka-data", Target: "/var/lib/kafka/data" });
        var environment = await EnvironmentAsync(server, builder);
        Assert.Equal("CLIENT://kafka:9092,INTERNAL://kafka:9093", environment["KAFKA_ADVERTISED_LISTENERS"]);
        Assert.Equal("false", environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"]);
    }

    private static IResourceBuilder<IKafkaResource> Add(IDistributedApplicationBuilder builder) =>
        builder.AddKafka("kafka", new ThisProject()).WithTopics(Topics).WithDataVolume().WithKafkaUI();

    private static IDistributedApplicationBuilder Builder(params string[] arguments) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = arguments, DisableDashboard = true });

    private static async Task<Dictionary<string, object>> EnvironmentAsync(IResource resource, IDistributedApplicationBuilder builder)
    {
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource, [], Token);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) await annotation.Callback(context);
        return context.EnvironmentVariables;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Stands for the broker's project: it only has to be built.
    private sealed class ThisProject : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Repository.Root, "tests", "Caloguessr.Hosting.Tests", "Caloguessr.Hosting.Tests.csproj");
    }
}
