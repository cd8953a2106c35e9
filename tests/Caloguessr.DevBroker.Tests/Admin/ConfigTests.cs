using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;
using Confluent.Kafka.Admin;

namespace Caloguessr.DevBroker.Tests.Admin;

public abstract class ConfigTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData("retention.ms", "604800000")]
    [InlineData("retention.bytes", "-1")]
    [InlineData("max.message.bytes", "1048588")]
    [InlineData("segment.bytes", "1073741824")]
    [InlineData("segment.ms", "604800000")]
    [InlineData("min.cleanable.dirty.ratio", "0.5")]
    [InlineData("delete.retention.ms", "86400000")]
    [InlineData("compression.type", "producer")]
    [InlineData("cleanup.policy", "delete")]
    [InlineData("message.timestamp.type", "CreateTime")]
    [InlineData("message.timestamp.after.max.ms", "3600000")]
    [InlineData("min.insync.replicas", "1")]
    public async Task Describe_Default_IsKafkas(string config, string expected)
    {
        var topic = await CreateTopicAsync();

        var entry = (await DescribeAsync(topic))[config];

        Assert.Equal(expected, entry.Value);
        Assert.NotEqual(ConfigSource.DynamicTopicConfig, entry.Source);
        Assert.False(entry.IsReadOnly);
    }

    [Fact]
    public async Task Describe_SetWithTheTopic_IsTheTopicsOwn()
    {
        var topic = await CreateTopicAsync(configs: [("retention.ms", "1234567"), ("cleanup.policy", "compact")]);

        var configs = await DescribeAsync(topic);

        Assert.Equal(("1234567", ConfigSource.DynamicTopicConfig), (configs["retention.ms"].Value, configs["retention.ms"].Source));
        Assert.Equal(("compact", ConfigSource.DynamicTopicConfig), (configs["cleanup.policy"].Value, configs["cleanup.policy"].Source));
    }

    [Fact]
    public async Task Describe_UnknownTopic_IsUnknownTopic() =>
        Assert.Equal(ErrorCode.UnknownTopicOrPart, await ErrorOfAsync(() => Admin.DescribeConfigsAsync([Resource(Name("none"))])));

    [Fact]
    public async Task Describe_BadName_IsInvalidTopic() =>
        Assert.Equal(ErrorCode.TopicException, await ErrorOfAsync(() => Admin.DescribeConfigsAsync([Resource("bad/name")])));

    [Fact]
    public async Task Describe_TheNode_HasItsSettings()
    {
        var node = Admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0].BrokerId;

        var found = await Admin.DescribeConfigsAsync([new() { Type = ResourceType.Broker, Name = $"{node}" }]);

        Assert.Equal("false", found[0].Entries["auto.create.topics.enable"].Value);
    }

    [Fact]
    public async Task Alter_SetThenDelete_GoesBackToTheDefault()
    {
        var topic = await CreateTopicAsync();

        await AlterAsync(topic, "retention.ms", "60000", AlterConfigOpType.Set);
        await ValueAsync(topic, "retention.ms", "60000");
        await AlterAsync(topic, "retention.ms", null, AlterConfigOpType.Delete);
        await ValueAsync(topic, "retention.ms", "604800000");
    }

    [Fact]
    public async Task Alter_AppendAndSubtract_ChangeAList()
    {
        var topic = await CreateTopicAsync(configs: ("cleanup.policy", "delete"));

        await AlterAsync(topic, "cleanup.policy", "compact", AlterConfigOpType.Append);
        await ValueAsync(topic, "cleanup.policy", "delete,compact");
        await AlterAsync(topic, "cleanup.policy", "delete", AlterConfigOpType.Subtract);
        await ValueAsync(topic, "cleanup.policy", "compact");
    }

    [Fact]
    public async Task Alter_AppendToADefault_KeepsIt()
    {
        var topic = await CreateTopicAsync();

        await AlterAsync(topic, "cleanup.policy", "compact", AlterConfigOpType.Append);

        await ValueAsync(topic, "cleanup.policy", "delete,compact");
    }

    [Fact]
    public async Task Alter_LargestMessage_TakesEffect()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var batch = RecordBatch.Of(new string('x', 2_000));
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, batch)).Error);

        await AlterAsync(topic, "max.message.bytes", "1000", AlterConfigOpType.Set);

        await Eventually.AnswersAsync("the new bound", async () => (await connection.ProduceAsync(topic, batch)).Error, error => error != ErrorCode.MsgSizeTooLarge, Token);
    }

    [Theory]
    [InlineData("no.such.config", "1", AlterConfigOpType.Set, ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", "soon", AlterConfigOpType.Set, ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", "1", AlterConfigOpType.Append, ErrorCode.InvalidConfig)]
    public async Task Alter_Bad_IsInvalidConfig(string config, string value, AlterConfigOpType operation, ErrorCode expected)
    {
        var topic = await CreateTopicAsync();

        Assert.Equal(expected, await ErrorOfAsync(() => AlterAsync(topic, config, value, operation)));
    }

    [Fact]
    public async Task Alter_UnknownTopic_IsUnknownTopic() =>
        Assert.Equal(ErrorCode.UnknownTopicOrPart, await ErrorOfAsync(() => AlterAsync(Name("none"), "retention.ms", "1", AlterConfigOpType.Set)));

    [Fact]
    public async Task Alter_ValidateOnly_ChangesNothing()
    {
        var topic = await CreateTopicAsync();

        await Admin.IncrementalAlterConfigsAsync(Changes(topic, "retention.ms", "60000", AlterConfigOpType.Set), new() { ValidateOnly = true });

        Assert.Equal("604800000", (await DescribeAsync(topic))["retention.ms"].Value);
    }

    private static ConfigResource Resource(string topic) => new() { Type = ResourceType.Topic, Name = topic };

    private static Dictionary<ConfigResource, List<ConfigEntry>> Changes(string topic, string config, string? value, AlterConfigOpType operation) =>
        new() { [Resource(topic)] = [new() { Name = config, Value = value, IncrementalOperation = operation }] };

    private Task AlterAsync(string topic, string config, string? value, AlterConfigOpType operation) =>
        Admin.IncrementalAlterConfigsAsync(Changes(topic, config, value, operation));

    private async Task<Dictionary<string, ConfigEntryResult>> DescribeAsync(string topic) => (await Admin.DescribeConfigsAsync([Resource(topic)]))[0].Entries;

    private Task ValueAsync(string topic, string config, string expected) => Eventually.AnswersAsync($"{config}={expected} of {topic}",
        async () => (await DescribeAsync(topic))[config].Value, value => value != expected, Token);
}

public sealed class ConfigTestsOnKafka(RealBroker broker) : ConfigTests(broker);

public sealed class ConfigTestsOnDevBroker(DevelopmentBroker broker) : ConfigTests(broker);
