namespace Caloguessr.DevBroker.Tests.Wire;

internal sealed record Joined(ErrorCode Error, int Generation, string? Protocol, string? Leader, string MemberId, IReadOnlyList<string> Members)
{
    public bool Leads => Leader == MemberId;
}

/// <summary>How a member joins; the subscription is opaque to the broker unless it is asked what the group subscribes to.</summary>
internal sealed record JoinOptions
{
    public string MemberId { get; init; } = "";

    public int SessionMilliseconds { get; init; } = 30_000;

    public int RebalanceMilliseconds { get; init; } = 30_000;

    public string? InstanceId { get; init; }

    public string ProtocolType { get; init; } = "consumer";

    public IReadOnlyList<string> Protocols { get; init; } = ["range"];

    public IReadOnlyList<string> Topics { get; init; } = [];
}

/// <summary>Classic consumer groups: coordinator, membership, offsets.</summary>
internal static class GroupCalls
{
    public static async Task<(ErrorCode Error, int Node, string Address)> FindCoordinatorAsync(this WireConnection connection, string key, int type, int version = 1)
    {
        var answer = await connection.CallAsync(Api.FindCoordinator, version, request =>
        {
            request.Text(key);
            if (version >= 1) request.Int8(type);
        });
        if (version >= 1) _ = answer.Int32();
        var error = answer.Error();
        if (version >= 1) _ = answer.Text();
        return (error, answer.Int32(), $"{answer.Text()}:{answer.Int32()}");
    }

    public static async Task<Joined> JoinAsync(this WireConnection connection, string group, JoinOptions options, int version = 5) =>
        ReadJoined(await connection.CallAsync(Api.JoinGroup, version, JoinBody(group, options, version)), version);

    public static Action<WireWriter> JoinBody(string group, JoinOptions options, int version) => request =>
    {
        request.Text(group).Int32(options.SessionMilliseconds).Int32(options.RebalanceMilliseconds).Text(options.MemberId);
        if (version >= 5) request.Text(options.InstanceId);
        var subscription = new WireWriter().Int16(0).Array(options.Topics, (to, topic) => to.Text(topic)).Bytes(null).Written.ToArray();
        request.Text(options.ProtocolType).Array(options.Protocols, (to, protocol) => to.Text(protocol).Bytes(subscription));
    };

    public static Joined ReadJoined(WireReader answer, int version) => new(answer.Skip(4).Error(), answer.Int32(), answer.Text(), answer.Text(), answer.Text() ?? "", answer.Array(member =>
    {
        var id = member.Text()!;
        if (version >= 5) _ = member.Text();
        _ = member.Bytes();
        return id;
    }));

    /// <summary>Joins as a new member: the broker gives the id first and wants it in a second request (KIP-394).</summary>
    public static async Task<Joined> JoinNewAsync(this WireConnection connection, string group, JoinOptions? options = null)
    {
        options ??= new();
        var asked = await connection.JoinAsync(group, options);
        return asked.Error == ErrorCode.MemberIdRequired ? await connection.JoinAsync(group, options with { MemberId = asked.MemberId }) : asked;
    }

    /// <summary>Joins alone and takes its own assignment: a group that is stable afterwards.</summary>
    public static async Task<Joined> JoinAloneAsync(this WireConnection connection, string group, JoinOptions? options = null)
    {
        var joined = await connection.JoinNewAsync(group, options);
        Assert.Equal(ErrorCode.NoError, joined.Error);
        Assert.Equal(ErrorCode.NoError, (await connection.SyncAsync(group, joined.Generation, joined.MemberId, (joined.MemberId, "mine"u8.ToArray()))).Error);
        return joined;
    }

    public static async Task<(ErrorCode Error, byte[] Assignment)> SyncAsync(
        this WireConnection connection, string group, int generation, string member, params (string Member, byte[] Assignment)[] assignments)
    {
        var answer = await connection.CallAsync(Api.SyncGroup, 3, request => request.Text(group).Int32(generation).Text(member).Text(null)
            .Array(assignments, (to, one) => to.Text(one.Member).Bytes(one.Assignment)));
        return (answer.Skip(4).Error(), answer.Bytes() ?? []);
    }

    public static async Task<ErrorCode> HeartbeatAsync(this WireConnection connection, string group, int generation, string member, string? instance = null, int version = 3) =>
        (await connection.CallAsync(Api.Heartbeat, version, request =>
        {
            request.Text(group).Int32(generation).Text(member);
            if (version >= 3) request.Text(instance);
        })).Skip(4).Error();

    public static async Task<ErrorCode> LeaveAsync(this WireConnection connection, string group, string member) =>
        (await connection.CallAsync(Api.LeaveGroup, 1, request => request.Text(group).Text(member))).Skip(4).Error();

    public static async Task<ErrorCode> DeleteGroupAsync(this WireConnection connection, string group) =>
        (await connection.CallAsync(Api.DeleteGroups, 1, request => request.Array([group], (to, name) => to.Text(name)))).Skip(4).Array(one => (one.Text(), Error: one.Error()))[0].Error;

    /// <summary>Generation -1 and no member: a commit from outside of the group protocol.</summary>
    public static async Task<ErrorCode> CommitAsync(
        this WireConnection connection, string group, string topic, long offset, int generation = -1, string member = "", string? metadata = null, int partition = 0, int version = 7)
    {
        var answer = await connection.CallAsync(Api.OffsetCommit, version, request =>
        {
            request.Text(group).Int32(generation).Text(member);
            if (version >= 7) request.Text(null);
            if (version <= 4) request.Int64(-1);
            request.Array([topic], (to, name) => to.Text(name).Array([partition], (part, index) =>
            {
                part.Int32(index).Int64(offset);
                if (version >= 6) part.Int32(-1);
                part.Text(metadata);
            }));
        });
        if (version >= 3) _ = answer.Int32();
        return answer.Array(to => (to.Text(), to.Array(part => (part.Int32(), Error: part.Error()))))[0].Item2[0].Error;
    }

    /// <summary>All offsets of the group when no topic is named.</summary>
    public static async Task<(ErrorCode Error, IReadOnlyList<(string Topic, int Partition, long Offset, string? Metadata, ErrorCode Error)> Offsets)> OffsetFetchAsync(
        this WireConnection connection, string group, string[]? topics, int version = 5)
    {
        var answer = await connection.CallAsync(Api.OffsetFetch, version, request => request.Text(group)
            .Array(topics, (to, topic) => to.Text(topic).Array([0], (part, index) => part.Int32(index))));
        if (version >= 3) _ = answer.Int32();
        var found = answer.Array(topic => (Name: topic.Text()!, Partitions: topic.Array(part =>
        {
            var (index, offset) = (part.Int32(), part.Int64());
            if (version >= 5) _ = part.Int32();
            return (Index: index, Offset: offset, Metadata: part.Text(), Error: part.Error());
        })));
        var error = version >= 2 ? answer.Error() : ErrorCode.NoError;
        return (error, [.. found.SelectMany(topic => topic.Partitions.Select(part => (topic.Name, part.Index, part.Offset, part.Metadata, part.Error)))]);
    }

    /// <summary>The committed offset of partition 0, -1 when there is none.</summary>
    public static async Task<long> CommittedAsync(this WireConnection connection, string group, string topic) =>
        (await connection.OffsetFetchAsync(group, [topic])).Offsets[0].Offset;

    public static async Task<(ErrorCode Error, string? State, string? ProtocolType, string? Protocol, IReadOnlyList<string> Members)> DescribeGroupAsync(
        this WireConnection connection, string group, int version = 4)
    {
        var answer = await connection.CallAsync(Api.DescribeGroups, version, request =>
        {
            request.Array([group], (to, name) => to.Text(name));
            if (version >= 3) request.Bool(false);
        });
        if (version >= 1) _ = answer.Int32();
        return answer.Array(one =>
        {
            var (error, _, state, type, protocol) = (one.Error(), one.Text(), one.Text(), one.Text(), one.Text());
            var members = one.Array(member =>
            {
                var id = member.Text()!;
                if (version >= 4) _ = member.Text();
                _ = (member.Text(), member.Text(), member.Bytes(), member.Bytes());
                return id;
            });
            if (version >= 3) _ = one.Int32();
            return (error, state, type, protocol, members);
        })[0];
    }
}
