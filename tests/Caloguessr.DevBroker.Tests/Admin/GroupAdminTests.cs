using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Admin;

public abstract class GroupAdminTests(Broker broker) : BehaviourTest(broker)
{
    [Fact]
    public async Task List_HasActiveAndEmptyGroups()
    {
        var (topic, active, empty) = (await CreateTopicAsync(), Name("group"), Name("group"));
        var connection = await ConnectAsync();
        await connection.JoinAloneAsync(active);
        Assert.Equal(ErrorCode.NoError, await connection.CommitAsync(empty, topic, 1));

        var listed = (await Admin.ListConsumerGroupsAsync()).Valid.Select(group => group.GroupId).ToList();

        Assert.Contains(active, listed);
        Assert.Contains(empty, listed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task List_EachVersion_NamesTheProtocolType(int version)
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        await connection.JoinAloneAsync(group);

        var answer = await connection.CallAsync(Api.ListGroups, version);

        if (version >= 1) _ = answer.Int32();
        Assert.Equal(ErrorCode.NoError, answer.Error());
        Assert.Contains((group, "consumer"), answer.Array(one => (one.Text(), one.Text())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Describe_EachVersion_TellsStateAndMembers(int version)
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group);

        var found = await connection.DescribeGroupAsync(group, version);

        Assert.Equal((ErrorCode.NoError, "Stable", "consumer", "range"), (found.Error, found.State, found.ProtocolType, found.Protocol));
        Assert.Equal([member.MemberId], found.Members);
    }

    [Fact]
    public async Task Describe_Consumer_TellsItsAssignment()
    {
        var (topic, group) = (await CreateTopicAsync(partitions: 2), Name("group"));
        var producer = Producer();
        await producer.ProduceAsync(topic, new() { Value = "one" }, Token);
        var consumer = Consumer(group, config => config.ClientId = "described");
        consumer.Subscribe(topic);
        await TakeAsync(consumer, 1);

        var found = (await Admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0];

        Assert.Equal((ConsumerGroupState.Stable, "range"), (found.State, found.PartitionAssignor));
        var member = Assert.Single(found.Members);
        Assert.Equal("described", member.ClientId);
        Assert.Equal([0, 1], member.Assignment.TopicPartitions.Select(partition => partition.Partition.Value).Order());
    }

    [Fact]
    public async Task Describe_Unknown_IsDead() => Assert.Equal("Dead", (await (await ConnectAsync()).DescribeGroupAsync(Name("none"))).State);

    [Fact]
    public async Task Describe_OnlyOffsets_IsEmpty()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.CommitAsync(group, topic, 1);

        var found = await connection.DescribeGroupAsync(group);

        Assert.Equal(("Empty", ""), (found.State, found.ProtocolType));
    }

    [Fact]
    public async Task Delete_Empty_IsGoneWithItsOffsets()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.CommitAsync(group, topic, 7);

        await Admin.DeleteGroupsAsync([group]);

        Assert.DoesNotContain(group, (await Admin.ListConsumerGroupsAsync()).Valid.Select(one => one.GroupId));
        Assert.Equal(-1, await connection.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task Delete_WithMembers_IsNonEmptyGroup()
    {
        var group = Name("group");
        await (await ConnectAsync()).JoinAloneAsync(group);

        Assert.Equal(ErrorCode.NonEmptyGroup, await ErrorOfAsync(() => Admin.DeleteGroupsAsync([group])));
    }

    [Fact]
    public async Task Delete_Unknown_IsGroupIdNotFound() => Assert.Equal(ErrorCode.GroupIdNotFound, await ErrorOfAsync(() => Admin.DeleteGroupsAsync([Name("none")])));

    [Fact]
    public async Task AlterOffsets_EmptyGroup_AreReadBack()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));

        await Admin.AlterConsumerGroupOffsetsAsync([new(group, [new(new(topic, 0), 42)])]);

        var found = (await Admin.ListConsumerGroupOffsetsAsync([new(group, [new(topic, 0)])]))[0];
        Assert.Equal(42, Assert.Single(found.Partitions).Offset.Value);
    }

    [Fact]
    public async Task AlterOffsets_GroupWithMembers_IsUnknownMember()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        await (await ConnectAsync()).JoinAloneAsync(group);

        Assert.Equal(ErrorCode.UnknownMemberId, await ErrorOfAsync(() => Admin.AlterConsumerGroupOffsetsAsync([new(group, [new(new(topic, 0), 42)])])));
    }

    [Fact]
    public async Task DeleteOffsets_EmptyGroup_AreGone()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.CommitAsync(group, topic, 7);

        await Admin.DeleteConsumerGroupOffsetsAsync(group, [new(topic, 0)]);

        Assert.Equal(-1, await connection.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task DeleteOffsets_TopicSubscribed_IsRefused()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group, new() { Topics = [topic] });
        await connection.CommitAsync(group, topic, 7, member.Generation, member.MemberId);

        var error = await ErrorOfAsync(() => Admin.DeleteConsumerGroupOffsetsAsync(group, [new(topic, 0)]));

        Assert.Equal(ErrorCode.GroupSubscribedToTopic, error);
        Assert.Equal(7, await connection.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task DeleteOffsets_UnknownGroup_IsGroupIdNotFound()
    {
        var topic = await CreateTopicAsync();

        Assert.Equal(ErrorCode.GroupIdNotFound, await ErrorOfAsync(() => Admin.DeleteConsumerGroupOffsetsAsync(Name("none"), [new(topic, 0)])));
    }

    [Fact]
    public async Task DeleteTopic_TakesTheGroupsOffsetsWithIt()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.CommitAsync(group, topic, 7);

        await connection.DeleteTopicAsync(topic);

        await Eventually.AnswersAsync("the offset is gone", () => connection.CommittedAsync(group, topic), offset => offset != -1, Token);
    }
}

public sealed class GroupAdminTestsOnKafka(RealBroker broker) : GroupAdminTests(broker);

public sealed class GroupAdminTestsOnDevBroker(DevelopmentBroker broker) : GroupAdminTests(broker);
