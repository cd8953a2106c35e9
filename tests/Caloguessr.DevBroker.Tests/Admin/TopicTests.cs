using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Admin;

public abstract class TopicTests(Broker broker) : BehaviourTest(broker)
{
    [Fact]
    public async Task Create_New_IsInTheMetadataWithItsPartitions()
    {
        var topic = await CreateTopicAsync(partitions: 3);

        var found = Assert.Single(Admin.GetMetadata(topic, TimeSpan.FromSeconds(30)).Topics);

        Assert.Equal(ErrorCode.NoError, found.Error.Code);
        Assert.Equal([0, 1, 2], found.Partitions.Select(partition => partition.PartitionId).Order());
        Assert.All(found.Partitions, partition => Assert.Equal([partition.Leader], partition.Replicas));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Create_EachVersion_Answers(int version)
    {
        var connection = await ConnectAsync();

        var errors = await connection.CreateTopicsAsync([new(Name("topic")), new("bad/name")], version: version);

        Assert.Equal([ErrorCode.NoError, ErrorCode.TopicException], errors);
    }

    [Theory]
    [InlineData("", ErrorCode.TopicException)]
    [InlineData(".", ErrorCode.TopicException)]
    [InlineData("..", ErrorCode.TopicException)]
    [InlineData("with/slash", ErrorCode.TopicException)]
    [InlineData("with space", ErrorCode.TopicException)]
    [InlineData("ümlaut", ErrorCode.TopicException)]
    public async Task Create_BadName_IsInvalidTopic(string name, ErrorCode expected)
    {
        var connection = await ConnectAsync();

        Assert.Equal(expected, await connection.CreateTopicAsync(new(name)));
    }

    [Theory]
    [InlineData(249, ErrorCode.NoError)]
    [InlineData(250, ErrorCode.TopicException)]
    public async Task Create_LongName_HasABound(int length, ErrorCode expected)
    {
        var connection = await ConnectAsync();

        Assert.Equal(expected, await connection.CreateTopicAsync(new(Name("long").PadRight(length, 'x'))));
    }

    [Theory]
    [InlineData(0, 1, ErrorCode.InvalidPartitions)]
    [InlineData(-2, 1, ErrorCode.InvalidPartitions)]
    [InlineData(-1, -1, ErrorCode.NoError)]
    [InlineData(1, 0, ErrorCode.InvalidReplicationFactor)]
    [InlineData(1, 2, ErrorCode.InvalidReplicationFactor)]
    [InlineData(1, -2, ErrorCode.InvalidReplicationFactor)]
    public async Task Create_PartitionsAndReplication_AreChecked(int partitions, int replication, ErrorCode expected)
    {
        var connection = await ConnectAsync();

        Assert.Equal(expected, await connection.CreateTopicAsync(new(Name("topic"), partitions, replication)));
    }

    [Theory]
    [InlineData("no.such.config", "1", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", "soon", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", "-2", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", null, ErrorCode.InvalidConfig)]
    [InlineData("segment.bytes", "1", ErrorCode.InvalidConfig)]
    [InlineData("cleanup.policy", "shred", ErrorCode.InvalidConfig)]
    [InlineData("compression.type", "rar", ErrorCode.InvalidConfig)]
    [InlineData("min.cleanable.dirty.ratio", "2", ErrorCode.InvalidConfig)]
    [InlineData("cleanup.policy", "compact,delete", ErrorCode.NoError)]
    [InlineData("message.timestamp.type", "LogAppendTime", ErrorCode.NoError)]
    public async Task Create_Config_IsChecked(string config, string? value, ErrorCode expected)
    {
        var connection = await ConnectAsync();

        Assert.Equal(expected, await connection.CreateTopicAsync(new(Name("topic")) { Configs = [(config, value)] }));
    }

    [Fact]
    public async Task Create_Exists_IsRefused()
    {
        var topic = await CreateTopicAsync();

        Assert.Equal(ErrorCode.TopicAlreadyExists, await (await ConnectAsync()).CreateTopicAsync(new(topic)));
    }

    [Fact]
    public async Task Create_DiffersOnlyInDotAndUnderscore_IsInvalidTopic()
    {
        var connection = await ConnectAsync();
        var name = Name("topic");
        Assert.Equal(ErrorCode.NoError, await connection.CreateTopicAsync(new($"{name}.a")));

        Assert.Equal(ErrorCode.TopicException, await connection.CreateTopicAsync(new($"{name}_a")));
    }

    [Fact]
    public async Task Create_OneOfSeveralIsBad_MakesTheOthers()
    {
        var connection = await ConnectAsync();
        var good = Name("topic");

        var errors = await connection.CreateTopicsAsync([new(good), new(Name("topic"), Partitions: 0)]);

        Assert.Equal([ErrorCode.NoError, ErrorCode.InvalidPartitions], errors);
        await LeadersAsync(connection, good, 1);
    }

    [Fact]
    public async Task Create_ValidateOnly_MakesNothing()
    {
        var connection = await ConnectAsync();
        var topic = Name("topic");

        Assert.Equal(ErrorCode.NoError, await connection.CreateTopicAsync(new(topic), validateOnly: true));
        Assert.Equal(ErrorCode.InvalidPartitions, await connection.CreateTopicAsync(new(topic, Partitions: 0), validateOnly: true));

        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await connection.MetadataAsync([topic])).Topics[topic].Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Delete_Existing_IsGone(int version)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        Assert.Equal(ErrorCode.NoError, await connection.DeleteTopicAsync(topic, version));

        await Eventually.AnswersAsync("the topic is unknown", async () => (await connection.MetadataAsync([topic])).Topics[topic].Error,
            error => error != ErrorCode.UnknownTopicOrPart, Token);
        await Eventually.AnswersAsync("its log is unknown", async () => (await connection.ListOffsetAsync(topic, -1)).Error, error => error != ErrorCode.UnknownTopicOrPart, Token);
    }

    [Fact]
    public async Task Delete_Unknown_IsUnknownTopic() =>
        Assert.Equal(ErrorCode.UnknownTopicOrPart, await (await ConnectAsync()).DeleteTopicAsync(Name("none")));

    [Fact]
    public async Task Delete_ThenCreateAgain_StartsEmpty()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("old"))).Error);
        Assert.Equal(ErrorCode.NoError, await connection.DeleteTopicAsync(topic));

        Assert.Equal(ErrorCode.NoError, await connection.CreateTopicAsync(new(topic)));

        await Eventually.AnswersAsync("the new topic is empty", () => connection.ListOffsetAsync(topic, -1), answer => answer is not (ErrorCode.NoError, _, 0), Token);
    }

    [Theory]
    [InlineData(4, ErrorCode.NoError)]
    [InlineData(2, ErrorCode.InvalidPartitions)]
    [InlineData(1, ErrorCode.InvalidPartitions)]
    public async Task CreatePartitions_MoreOnly(int total, ErrorCode expected)
    {
        var topic = await CreateTopicAsync(partitions: 2);

        var error = await ErrorOfAsync(() => Admin.CreatePartitionsAsync([new() { Topic = topic, IncreaseTo = total }]));

        Assert.Equal(expected, error);
        if (error == ErrorCode.NoError) await LeadersAsync(await ConnectAsync(), topic, total);
    }

    [Fact]
    public async Task CreatePartitions_UnknownTopic_IsUnknownTopic() =>
        Assert.Equal(ErrorCode.UnknownTopicOrPart, await ErrorOfAsync(() => Admin.CreatePartitionsAsync([new() { Topic = Name("none"), IncreaseTo = 3 }])));

    [Fact]
    public async Task CreatePartitions_ValidateOnly_ChangesNothing()
    {
        var topic = await CreateTopicAsync(partitions: 1);

        await Admin.CreatePartitionsAsync([new() { Topic = topic, IncreaseTo = 3 }], new() { ValidateOnly = true });

        Assert.Single((await (await ConnectAsync()).MetadataAsync([topic])).Topics[topic].Partitions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Metadata_EachVersion_NamesTheNodeThatLeads(int version)
    {
        var topic = await CreateTopicAsync(partitions: 2);
        var none = Name("none");

        var metadata = await (await ConnectAsync()).MetadataAsync([topic, none], version);

        var (id, address) = Assert.Single(metadata.Brokers);
        Assert.Equal(Bootstrap, address);
        Assert.Equal(id, metadata.Controller);
        Assert.All(metadata.Topics[topic].Partitions, partition => Assert.Equal((ErrorCode.NoError, id), (partition.Error, partition.Leader)));
        Assert.Equal(ErrorCode.UnknownTopicOrPart, metadata.Topics[none].Error);
        Assert.Empty(metadata.Topics[none].Partitions);
    }

    [Fact]
    public async Task Metadata_BadName_IsInvalidTopic() =>
        Assert.Equal(ErrorCode.TopicException, (await (await ConnectAsync()).MetadataAsync(["bad/name"])).Topics["bad/name"].Error);

    [Fact]
    public async Task Metadata_NoneAskedOrAll_AreNotTheSame()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        Assert.Empty((await connection.MetadataAsync([])).Topics);
        Assert.Contains(topic, (await connection.MetadataAsync(null)).Topics.Keys);
    }

    [Fact]
    public async Task DescribeCluster_IsOneNode()
    {
        var cluster = await Admin.DescribeClusterAsync();

        Assert.Equal(Bootstrap, $"{Assert.Single(cluster.Nodes).Host}:{cluster.Nodes[0].Port}");
        Assert.Equal(cluster.Nodes[0].Id, cluster.Controller.Id);
        Assert.NotEmpty(cluster.ClusterId);
    }
}

public sealed class TopicTestsOnKafka(RealBroker broker) : TopicTests(broker);

public sealed class TopicTestsOnDevBroker(DevelopmentBroker broker) : TopicTests(broker);
