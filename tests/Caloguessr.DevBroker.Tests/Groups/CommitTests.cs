using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Groups;

/// <summary>OffsetCommit and OffsetFetch.</summary>
public abstract class CommitTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Commit_EachVersion_IsKept(int version)
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();

        Assert.Equal(ErrorCode.NoError, await connection.CommitAsync(group, topic, 12, metadata: "note", version: version));

        Assert.Equal((topic, 0, 12, "note", ErrorCode.NoError), Assert.Single((await connection.OffsetFetchAsync(group, [topic])).Offsets));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Fetch_EachVersion_TellsOffsetAndAbsence(int version)
    {
        var (topic, other, group) = (await CreateTopicAsync(), await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.CommitAsync(group, topic, 12);

        var found = await connection.OffsetFetchAsync(group, [topic, other], version);

        Assert.Equal(ErrorCode.NoError, found.Error);
        Assert.Equal([(topic, 0, 12, "", ErrorCode.NoError), (other, 0, -1, "", ErrorCode.NoError)], found.Offsets);
    }

    [Fact]
    public async Task Fetch_AllTopics_TellsWhatIsCommitted()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.CommitAsync(group, topic, 12);

        Assert.Equal((topic, 0, 12, "", ErrorCode.NoError), Assert.Single((await connection.OffsetFetchAsync(group, null)).Offsets));
        Assert.Empty((await connection.OffsetFetchAsync(Name("none"), null)).Offsets);
    }

    [Fact]
    public async Task Commit_OfAMember_NeedsItsGeneration()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group);

        Assert.Equal(ErrorCode.NoError, await connection.CommitAsync(group, topic, 1, member.Generation, member.MemberId));
        Assert.Equal(ErrorCode.IllegalGeneration, await connection.CommitAsync(group, topic, 2, member.Generation + 1, member.MemberId));
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.CommitAsync(group, topic, 3, member.Generation, "nobody"));
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.CommitAsync(group, topic, 4));
        Assert.Equal(1, await connection.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task Commit_GenerationInAGroupWithoutMembers_IsRefused()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));

        Assert.Equal(ErrorCode.IllegalGeneration, await (await ConnectAsync()).CommitAsync(group, topic, 1, 5, "nobody"));
    }

    [Fact]
    public async Task Commit_OfADroppedMember_IsUnknownMember()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group, new() { SessionMilliseconds = 6_000 });
        await connection.CommitAsync(group, topic, 1, member.Generation, member.MemberId);

        await Eventually.AnswersAsync("the group has lost its member", async () => (await connection.DescribeGroupAsync(group)).State, state => state != "Empty", Token);

        Assert.Equal(ErrorCode.UnknownMemberId, await connection.CommitAsync(group, topic, 2, member.Generation, member.MemberId));
        Assert.Equal(1, await connection.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task Commit_WhileTheGroupRebalances_IsKept()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var member = await one.JoinAloneAsync(group);
        var joining = two.JoinNewAsync(group);
        await Eventually.AnswersAsync("the rebalance has begun", () => one.HeartbeatAsync(group, member.Generation, member.MemberId), error => error != ErrorCode.RebalanceInProgress, Token);

        // What was done before the partitions are given up must be recorded.
        Assert.Equal(ErrorCode.NoError, await one.CommitAsync(group, topic, 5, member.Generation, member.MemberId));

        await one.LeaveAsync(group, member.MemberId);
        await joining;
        Assert.Equal(5, await two.CommittedAsync(group, topic));
    }

    [Fact]
    public async Task Commit_BeforeTheAssignment_IsRebalanceInProgress()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        var member = await connection.JoinNewAsync(group);

        Assert.Equal(ErrorCode.RebalanceInProgress, await connection.CommitAsync(group, topic, 1, member.Generation, member.MemberId));
    }

    [Fact]
    public async Task Commit_UnknownTopicOrPartition_SaysSo()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();

        Assert.Equal(ErrorCode.UnknownTopicOrPart, await connection.CommitAsync(group, Name("none"), 1));
        Assert.Equal(ErrorCode.UnknownTopicOrPart, await connection.CommitAsync(group, topic, 1, partition: 1));
    }

    [Theory]
    [InlineData(4096, ErrorCode.NoError)]
    [InlineData(4097, ErrorCode.OffsetMetadataTooLarge)]
    public async Task Commit_Metadata_HasABound(int length, ErrorCode expected)
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));

        Assert.Equal(expected, await (await ConnectAsync()).CommitAsync(group, topic, 1, metadata: new('m', length)));
    }

    [Fact]
    public async Task Consumer_Restarted_GoesOnAfterItsCommit()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        await (await ConnectAsync()).ProduceAsync(topic, RecordBatch.Of("a", "b", "c"));
        var first = Consumer(group);
        first.Subscribe(topic);
        var taken = await TakeAsync(first, 2);
        await Task.Run(() =>
        {
            first.Commit(taken[^1]);
            first.Close();
        }, Token);

        var second = Consumer(group);
        second.Subscribe(topic);

        Assert.Equal("c", (await TakeAsync(second, 1))[0].Message.Value);
    }
}

public sealed class CommitTestsOnKafka(RealBroker broker) : CommitTests(broker);

public sealed class CommitTestsOnDevBroker(DevelopmentBroker broker) : CommitTests(broker);
