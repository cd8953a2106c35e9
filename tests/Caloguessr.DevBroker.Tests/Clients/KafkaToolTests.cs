using System.Globalization;
using System.Text.Json;
using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Clients;

/// <summary>Kafka's own tools and a Kafka Streams program, all on the Java client.</summary>
public abstract class KafkaToolTests(Broker broker, RealBroker real) : BehaviourTest(broker)
{
    [Fact]
    public async Task Topics_CreateDescribeAlterDelete()
    {
        var topic = Name("tool");

        Assert.Contains($"Created topic {topic}.", await ToolAsync("kafka.tools.TopicCommand", "--create", "--topic", topic, "--partitions", "2", "--config", "retention.ms=60000"), StringComparison.Ordinal);
        var described = await ToolAsync("kafka.tools.TopicCommand", "--describe", "--topic", topic);
        await ToolAsync("kafka.tools.TopicCommand", "--alter", "--topic", topic, "--partitions", "3");
        Assert.Contains(topic, (await ToolAsync("kafka.tools.TopicCommand", "--list")).Split('\n'));
        await ToolAsync("kafka.tools.TopicCommand", "--delete", "--topic", topic);

        Assert.Contains("PartitionCount: 2", described, StringComparison.Ordinal);
        Assert.Contains("retention.ms=60000", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configs_AlterAndDescribe()
    {
        var topic = await CreateTopicAsync();

        await ToolAsync("kafka.admin.ConfigCommand", "--alter", "--topic", topic, "--add-config", "retention.ms=12345");

        var connection = Admin;
        await Eventually.AnswersAsync("the altered retention", async () => (await connection.DescribeConfigsAsync([new() { Type = Confluent.Kafka.Admin.ResourceType.Topic, Name = topic }]))[0]
            .Entries["retention.ms"].Value, value => value != "12345", Token);
        Assert.Contains("retention.ms=12345", await ToolAsync("kafka.admin.ConfigCommand", "--describe", "--topic", topic), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_ProducesAndConsumesInAGroup()
    {
        var (topic, group) = (await CreateTopicAsync(partitions: 2), Name("group"));
        var lines = Enumerable.Range(0, 200).Select(number => $"line {number}").ToList();

        await RunAsync("kafka.tools.ConsoleProducer", string.Join('\n', lines) + "\n", "--topic", topic, "--compression-codec", "zstd");
        var taken = await ToolAsync("kafka.tools.consumer.ConsoleConsumer", "--topic", topic, "--group", group, "--from-beginning", "--max-messages", "200", "--timeout-ms", "60000");
        var described = await ToolAsync("kafka.tools.consumer.group.ConsumerGroupCommand", "--describe", "--group", group);

        Assert.Equal(lines.Order(StringComparer.Ordinal), taken.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal(200, described.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > 3 && columns[0] == group).Sum(columns => long.Parse(columns[3], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Groups_ResetAndDelete()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b", "c"));
        await connection.CommitAsync(group, topic, 3);

        await ToolAsync("kafka.tools.consumer.group.ConsumerGroupCommand", "--reset-offsets", "--group", group, "--topic", topic, "--to-earliest", "--execute");
        Assert.Equal(0, await connection.CommittedAsync(group, topic));
        await ToolAsync("kafka.tools.consumer.group.ConsumerGroupCommand", "--delete", "--group", group);

        Assert.Equal(-1, await connection.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task Offsets_StartAndEnd()
    {
        var topic = await CreateTopicAsync();
        await (await ConnectAsync()).ProduceAsync(topic, RecordBatch.Of("a", "b", "c"));

        Assert.Contains($"{topic}:0:3", await ToolAsync("kafka.tools.GetOffsetShell", "--topic", topic, "--time", "latest"), StringComparison.Ordinal);
        Assert.Contains($"{topic}:0:0", await ToolAsync("kafka.tools.GetOffsetShell", "--topic", topic, "--time", "earliest"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_ExactlyOnce_FindsTheSameAnomalies()
    {
        const int Sensors = 20, Rounds = 500;
        var program = Repository.SharedData("real/kafka/streams-peer/kafka-streams-peer.jar") ?? RealJar();
        Assert.SkipWhen(program is null, "The Kafka Streams program is not kept beside the project (real/kafka/streams-peer).");
        var libraries = await LibrariesAsync();
        var (input, output, application) = (await CreateTopicAsync(partitions: 3), await CreateTopicAsync(), Name("streams"));
        var producer = Producer(config => config.EnableIdempotence = true);
        var random = new Random(7);
        var expected = new List<string>();
        var sending = new List<Task>();
        for (var round = 0; round < Rounds; round++)
            for (var sensor = 0; sensor < Sensors; sensor++)
            {
                var anomaly = round == 100 + 10 * sensor;
                var value = anomaly ? 1_000.0 : 20 + random.NextDouble();
                var time = $"{round}-{sensor}";
                if (anomaly) expected.Add(time);
                sending.Add(producer.ProduceAsync(new TopicPartition(input, sensor % 3), new() { Key = $"sensor-{sensor}", Value = JsonSerializer.Serialize(new { value, timestamp = time }) }, Token));
            }
        await Task.WhenAll(sending);

        var result = await ClientProgram.RunAsync("java", ["-Xmx256m", "-cp", $"{libraries}:{program}", "KafkaStreamsPeer", Bootstrap, input, output, application, $"{Sensors * Rounds}"], "", Token);

        Assert.Contains($"\"records\":{Sensors * Rounds}", result, StringComparison.Ordinal);
        var found = (await ReadAllAsync(output)).Select(record => JsonDocument.Parse(record.Message.Value!).RootElement.GetProperty("timestamp").GetString()!);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        var committed = await Admin.ListConsumerGroupOffsetsAsync([new(application, [.. Enumerable.Range(0, 3).Select(partition => new TopicPartition(input, partition))])]);
        // An exactly-once producer's offsets count its records; the input has no control records.
        Assert.Equal(Sensors * Rounds, committed[0].Partitions.Sum(partition => partition.Offset.Value));
    }

    private static string? RealJar() => Environment.GetEnvironmentVariable("CALOGUESSR_REAL") is { Length: > 0 } folder
        && Path.Combine(folder, "kafka", "streams-peer", "kafka-streams-peer.jar") is var jar && File.Exists(jar) ? jar : null;

    private Task<string> ToolAsync(string tool, params string[] arguments) => RunAsync(tool, "", arguments);

    private async Task<string> RunAsync(string tool, string input, params string[] arguments) => await ClientProgram.RunAsync("java",
        ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", await LibrariesAsync(), tool.StartsWith("kafka.admin", StringComparison.Ordinal) ? tool : $"org.apache.{tool}",
            "--bootstrap-server", Bootstrap, .. arguments], input, Token);

    // The tools come with Apache Kafka, which is unpacked when it is started.
    private async Task<string> LibrariesAsync()
    {
        _ = await real.BootstrapAsync(Token);
        Assert.SkipWhen(real.Home is null, "Kafka's tools are only where this run has started Apache Kafka itself.");
        return Path.Combine(real.Home!, "libs", "*");
    }
}

public sealed class KafkaToolTestsOnKafka(RealBroker broker) : KafkaToolTests(broker, broker);

public sealed class KafkaToolTestsOnDevBroker(DevelopmentBroker broker, RealBroker real) : KafkaToolTests(broker, real);
