using Caloguessr.DevBroker.Tests.Brokers;

namespace Caloguessr.DevBroker.Tests.Clients;

/// <summary>Clients nobody here wrote: kcat, python-kafka, confluent-kafka for Python and kafkajs, as Debian and npm have them.</summary>
public abstract class OtherClientTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Kcat_ProducesAndConsumes(string codec)
    {
        await ClientProgram.NeedsPackageAsync("kcat", "/usr/bin/kcat", Token);
        var topic = await CreateTopicAsync(partitions: 3);
        var lines = Enumerable.Range(0, 1_000).Select(number => $"key{number}:value{number}").ToList();

        await KcatAsync(string.Join('\n', lines) + "\n", "-P", "-t", topic, "-K:", "-z", codec);
        var all = await KcatAsync("", "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%k:%s\n");
        var list = await KcatAsync("", "-L", "-t", topic);

        Assert.Equal(lines.Order(StringComparer.Ordinal), all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Contains($"topic \"{topic}\" with 3 partitions", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kcat_Group_GetsEveryRecord()
    {
        await ClientProgram.NeedsPackageAsync("kcat", "/usr/bin/kcat", Token);
        var topic = await CreateTopicAsync(partitions: 2);
        var lines = Enumerable.Range(0, 100).Select(number => $"{number}").ToList();
        await KcatAsync(string.Join('\n', lines) + "\n", "-P", "-t", topic);

        var taken = await KcatAsync("", "-G", Name("group"), "-X", "auto.offset.reset=earliest", "-c", "100", "-q", topic);

        Assert.Equal(lines.Order(StringComparer.Ordinal), taken.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PythonKafka_Runs()
    {
        await ClientProgram.NeedsPackageAsync("python3-kafka", "/usr/lib/python3/dist-packages/kafka/__init__.py", Token);

        Assert.EndsWith("all as expected\n", await PythonAsync("python_kafka.py"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PythonConfluentKafka_Runs()
    {
        await ClientProgram.NeedsPackageAsync("python3-confluent-kafka", "/usr/lib/python3/dist-packages/confluent_kafka/__init__.py", Token);

        Assert.EndsWith("all as expected\n", await PythonAsync("python_confluent_kafka.py"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kafkajs_Runs()
    {
        var folder = await ClientProgram.NeedsNodePackageAsync("kafkajs", "2.2.4", Token);

        var output = await ClientProgram.RunAsync("node", [ClientProgram.Script("kafkajs_client.cjs"), Bootstrap, Name("js")], "", Token,
            ("NODE_PATH", Path.Combine(folder, "node_modules")), ("KAFKAJS_NO_PARTITIONER_WARNING", "1"));

        Assert.EndsWith("all as expected\n", output, StringComparison.Ordinal);
    }

    private Task<string> KcatAsync(string input, params string[] arguments) => ClientProgram.RunAsync("/usr/bin/kcat", ["-b", Bootstrap, .. arguments], input, Token);

    private Task<string> PythonAsync(string script) => ClientProgram.RunAsync("/usr/bin/python3", [ClientProgram.Script(script), Bootstrap, Name("python")], "", Token);
}

public sealed class OtherClientTestsOnKafka(RealBroker broker) : OtherClientTests(broker);

public sealed class OtherClientTestsOnDevBroker(DevelopmentBroker broker) : OtherClientTests(broker);
