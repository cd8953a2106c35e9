using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Groups;

/// <summary>JoinGroup, SyncGroup, Heartbeat and LeaveGroup of classic groups, request by request.</summary>
public abstract class MembershipTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task FindCoordinator_EachVersion_IsThisNode(int version)
    {
        var (error, node, address) = await (await ConnectAsync()).FindCoordinatorAsync(Name("group"), 0, version);

        Assert.Equal((ErrorCode.NoError, Bootstrap), (error, address));
        Assert.True(node >= 0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Join_BeforeVersionFour_IsAMemberAtOnce(int version)
    {
        var joined = await (await ConnectAsync()).JoinAsync(Name("group"), new(), version);

        Assert.Equal((ErrorCode.NoError, 1, "range", true), (joined.Error, joined.Generation, joined.Protocol, joined.Leads));
        Assert.Equal([joined.MemberId], joined.Members);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Join_New_IsGivenAnIdFirst(int version)
    {
        var group = Name("group");
        var connection = await ConnectAsync();

        var asked = await connection.JoinAsync(group, new(), version);
        var joined = await connection.JoinAsync(group, new() { MemberId = asked.MemberId }, version);

        Assert.Equal((ErrorCode.MemberIdRequired, -1), (asked.Error, asked.Generation));
        Assert.StartsWith("wire-", asked.MemberId, StringComparison.Ordinal);
        Assert.Equal((ErrorCode.NoError, 1, asked.MemberId), (joined.Error, joined.Generation, joined.Leader));
    }

    [Fact]
    public async Task Join_UnknownMember_IsUnknownMember() =>
        Assert.Equal(ErrorCode.UnknownMemberId, (await (await ConnectAsync()).JoinAsync(Name("group"), new() { MemberId = "nobody" })).Error);

    [Fact]
    public async Task Join_NoGroup_IsInvalidGroup() => Assert.Equal(ErrorCode.InvalidGroupId, (await (await ConnectAsync()).JoinAsync("", new())).Error);

    [Theory]
    [InlineData(10)]
    [InlineData(36_000_000)]
    public async Task Join_SessionTimeoutOutOfRange_IsInvalid(int milliseconds) => Assert.Equal(ErrorCode.InvalidSessionTimeout,
        (await (await ConnectAsync()).JoinAsync(Name("group"), new() { SessionMilliseconds = milliseconds })).Error);

    [Fact]
    public async Task Join_NoProtocolInCommon_IsInconsistent()
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        await connection.JoinAloneAsync(group, new() { Protocols = ["range", "roundrobin"] });

        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await connection.JoinNewAsync(group, new() { Protocols = ["sticky"] })).Error);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await connection.JoinNewAsync(group, new() { ProtocolType = "connect" })).Error);
    }

    [Fact]
    public async Task Join_NoProtocol_IsInconsistent() =>
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await (await ConnectAsync()).JoinNewAsync(Name("group"), new() { Protocols = [] })).Error);

    [Fact]
    public async Task Join_Second_RebalancesToWhatBothKnow()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var first = await one.JoinAloneAsync(group, new() { Protocols = ["sticky", "range"] });
        Assert.Equal("sticky", first.Protocol);

        var joining = two.JoinNewAsync(group, new() { Protocols = ["range", "roundrobin"] });
        await HeartbeatUntilAsync(one, group, first, ErrorCode.RebalanceInProgress);
        var leader = await one.JoinAsync(group, new() { MemberId = first.MemberId, Protocols = ["sticky", "range"] });
        var follower = await joining;

        Assert.Equal((2, 2, "range", "range"), (leader.Generation, follower.Generation, leader.Protocol, follower.Protocol));
        Assert.Equal(first.MemberId, follower.Leader);
        Assert.Empty(follower.Members);
        Assert.Equal([first.MemberId, follower.MemberId], leader.Members.OrderBy(member => member != first.MemberId));

        // The follower waits for the leader's assignment.
        var waiting = two.SyncAsync(group, 2, follower.MemberId);
        var mine = await one.SyncAsync(group, 2, leader.MemberId, (leader.MemberId, "one"u8.ToArray()), (follower.MemberId, "two"u8.ToArray()));
        Assert.Equal("one"u8.ToArray(), mine.Assignment);
        Assert.Equal("two"u8.ToArray(), (await waiting).Assignment);
        Assert.Equal(ErrorCode.NoError, await two.HeartbeatAsync(group, 2, follower.MemberId));
    }

    [Fact]
    public async Task Join_AgainUnchangedAsFollower_KeepsTheGeneration()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var (_, follower) = await JoinBothAsync(one, two, group);

        var again = await two.JoinAsync(group, new() { MemberId = follower.MemberId });

        Assert.Equal((ErrorCode.NoError, follower.Generation), (again.Error, again.Generation));
        Assert.Equal(ErrorCode.NoError, await one.HeartbeatAsync(group, follower.Generation, follower.Leader!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Heartbeat_OfAMember_IsFine(int version)
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group);

        Assert.Equal(ErrorCode.NoError, await connection.HeartbeatAsync(group, member.Generation, member.MemberId, version: version));
        Assert.Equal(ErrorCode.IllegalGeneration, await connection.HeartbeatAsync(group, member.Generation + 1, member.MemberId, version: version));
        Assert.Equal(ErrorCode.IllegalGeneration, await connection.HeartbeatAsync(group, member.Generation - 1, member.MemberId, version: version));
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.HeartbeatAsync(group, member.Generation, "nobody", version: version));
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.HeartbeatAsync(Name("none"), 1, "nobody", version: version));
    }

    [Fact]
    public async Task Sync_WrongGenerationOrMember_IsRefused()
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group);

        Assert.Equal(ErrorCode.IllegalGeneration, (await connection.SyncAsync(group, member.Generation + 1, member.MemberId)).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, (await connection.SyncAsync(group, member.Generation, "nobody")).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, (await connection.SyncAsync(Name("none"), 1, "nobody")).Error);
    }

    [Fact]
    public async Task Sync_Again_AnswersTheSameAssignment()
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group);

        Assert.Equal("mine"u8.ToArray(), (await connection.SyncAsync(group, member.Generation, member.MemberId)).Assignment);
    }

    [Fact]
    public async Task Sync_OfAFollowerWhenTheLeaderLeaves_IsRebalanceInProgress()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var first = await one.JoinAloneAsync(group);
        var joining = two.JoinNewAsync(group);
        await HeartbeatUntilAsync(one, group, first, ErrorCode.RebalanceInProgress);
        await one.JoinAsync(group, new() { MemberId = first.MemberId });
        var follower = await joining;
        Assert.Equal("CompletingRebalance", (await one.DescribeGroupAsync(group)).State);
        var waiting = two.SyncAsync(group, follower.Generation, follower.MemberId);

        await one.LeaveAsync(group, first.MemberId);

        Assert.Equal(ErrorCode.RebalanceInProgress, (await waiting).Error);
        var alone = await two.JoinAsync(group, new() { MemberId = follower.MemberId });
        Assert.Equal((3, true), (alone.Generation, alone.Leads));
    }

    [Fact]
    public async Task Describe_WhileMembersRejoin_IsPreparingRebalance()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var first = await one.JoinAloneAsync(group);
        var joining = two.JoinNewAsync(group);
        await HeartbeatUntilAsync(one, group, first, ErrorCode.RebalanceInProgress);

        Assert.Equal("PreparingRebalance", (await one.DescribeGroupAsync(group)).State);

        await one.LeaveAsync(group, first.MemberId);
        Assert.Equal(ErrorCode.NoError, (await joining).Error);
    }

    [Fact]
    public async Task Leave_OfAMember_MakesRoomAndTellsTheOthers()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var (leader, follower) = await JoinBothAsync(one, two, group);

        Assert.Equal(ErrorCode.NoError, await two.LeaveAsync(group, follower.MemberId));

        await HeartbeatUntilAsync(one, group, leader, ErrorCode.RebalanceInProgress);
        var alone = await one.JoinAsync(group, new() { MemberId = leader.MemberId });
        Assert.Equal((3, 1), (alone.Generation, alone.Members.Count));
        Assert.Equal(ErrorCode.UnknownMemberId, await two.HeartbeatAsync(group, 2, follower.MemberId));
    }

    [Fact]
    public async Task Leave_Unknown_IsUnknownMember()
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.LeaveAsync(group, "nobody"));
        await connection.JoinAloneAsync(group);

        Assert.Equal(ErrorCode.UnknownMemberId, await connection.LeaveAsync(group, "nobody"));
    }

    [Fact]
    public async Task Leave_VersionThree_AnswersForEachMember()
    {
        var group = Name("group");
        var connection = await ConnectAsync();
        var member = await connection.JoinAloneAsync(group);

        var answer = await connection.CallAsync(Api.LeaveGroup, 3, request => request.Text(group)
            .Array([member.MemberId, "nobody"], (to, id) => to.Text(id).Text(null)));

        Assert.Equal(ErrorCode.NoError, answer.Skip(4).Error());
        Assert.Equal([(member.MemberId, null, ErrorCode.NoError), ("nobody", null, ErrorCode.UnknownMemberId)],
            answer.Array(one => (one.Text()!, one.Text(), one.Error())));
        Assert.Equal("Empty", (await connection.DescribeGroupAsync(group)).State);
    }

    [Fact]
    public async Task Session_NoHeartbeat_DropsTheMember()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var (leader, silent) = await JoinBothAsync(one, two, group, second: new() { SessionMilliseconds = 6_000 });

        await HeartbeatUntilAsync(one, group, leader, ErrorCode.RebalanceInProgress);

        var alone = await one.JoinAsync(group, new() { MemberId = leader.MemberId });
        Assert.Equal([leader.MemberId], alone.Members);
        Assert.Equal(ErrorCode.UnknownMemberId, await two.HeartbeatAsync(group, silent.Generation, silent.MemberId));
    }

    [Fact]
    public async Task Rebalance_MemberDoesNotRejoin_IsDroppedAfterItsRebalanceTimeout()
    {
        var group = Name("group");
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var slow = await one.JoinAloneAsync(group, new() { RebalanceMilliseconds = 1_000 });

        // The join is answered only once the group has waited for the other member.
        var joined = await two.JoinNewAsync(group);

        Assert.Equal((ErrorCode.NoError, 2, true), (joined.Error, joined.Generation, joined.Leads));
        Assert.Equal(ErrorCode.UnknownMemberId, await one.HeartbeatAsync(group, slow.Generation, slow.MemberId));
    }

    [Fact]
    public async Task StaticMember_SecondWithItsInstance_FencesTheFirst()
    {
        var (group, instance) = (Name("group"), Name("instance"));
        var (one, two) = (await ConnectAsync(), await ConnectAsync());
        var first = await one.JoinAloneAsync(group, new() { InstanceId = instance });

        var second = await two.JoinAsync(group, new() { InstanceId = instance });

        Assert.Equal(ErrorCode.NoError, second.Error);
        Assert.NotEqual(first.MemberId, second.MemberId);
        Assert.Equal(ErrorCode.FencedInstanceId, await one.HeartbeatAsync(group, first.Generation, first.MemberId, instance));
        Assert.Equal(ErrorCode.NoError, await two.HeartbeatAsync(group, second.Generation, second.MemberId, instance));
    }

    private static async Task<(Joined Leader, Joined Follower)> JoinBothAsync(WireConnection one, WireConnection two, string group, JoinOptions? second = null)
    {
        var first = await one.JoinAloneAsync(group);
        var joining = two.JoinNewAsync(group, second);
        await HeartbeatUntilAsync(one, group, first, ErrorCode.RebalanceInProgress);
        var leader = await one.JoinAsync(group, new() { MemberId = first.MemberId });
        var follower = await joining;
        await one.SyncAsync(group, leader.Generation, leader.MemberId, (leader.MemberId, [1]), (follower.MemberId, [2]));
        Assert.Equal(ErrorCode.NoError, (await two.SyncAsync(group, follower.Generation, follower.MemberId)).Error);
        return (leader, follower);
    }

    private static Task HeartbeatUntilAsync(WireConnection connection, string group, Joined member, ErrorCode expected) => Eventually.AnswersAsync(
        $"a heartbeat answers {expected}", () => connection.HeartbeatAsync(group, member.Generation, member.MemberId), error => error != expected, Token);
}

public sealed class MembershipTestsOnKafka(RealBroker broker) : MembershipTests(broker);

public sealed class MembershipTestsOnDevBroker(DevelopmentBroker broker) : MembershipTests(broker);
