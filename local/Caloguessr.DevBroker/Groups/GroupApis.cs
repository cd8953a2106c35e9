using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;

namespace Caloguessr.DevBroker.Groups;

/// <summary>The calls of members: FindCoordinator, JoinGroup, SyncGroup, Heartbeat, LeaveGroup; and of administrators: ListGroups, DescribeGroups, DeleteGroups.</summary>
internal sealed class GroupApis(GroupCoordinator coordinator, Broker broker)
{
    // Kafka's group.min.session.timeout.ms and group.max.session.timeout.ms.
    private const int ShortestSessionMs = 6000, LongestSessionMs = 1_800_000;

    public IEnumerable<Api> All =>
    [
        Api.Of(ApiKey.FindCoordinator, 0, 2, FindCoordinator),
        new(ApiKey.JoinGroup, 2, 5, Api.NeverFlexible, JoinAsync),
        new(ApiKey.SyncGroup, 1, 3, Api.NeverFlexible, SyncAsync),
        Api.Of(ApiKey.Heartbeat, 1, 3, Heartbeat),
        Api.Of(ApiKey.LeaveGroup, 1, 3, Leave),
        Api.Of(ApiKey.ListGroups, 0, 4, List, flexibleFrom: 3),
        Api.Of(ApiKey.DescribeGroups, 0, 4, Describe),
        Api.Of(ApiKey.DeleteGroups, 0, 1, Delete),
    ];

    private void FindCoordinator(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        reader.String();
        if (version >= 1) answer.Int32(0);
        answer.Error(ErrorCode.None);
        if (version >= 1) answer.String(null);
        answer.Int32(Broker.NodeId);
        answer.String(broker.Host);
        answer.Int32(broker.Port);
    }

    private async ValueTask JoinAsync(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var groupId = reader.String();
        var (session, rebalance, memberId) = (reader.Int32(), reader.Int32(), reader.String());
        var instance = version >= 5 ? reader.NullableString() : null;
        var type = reader.String();
        var protocols = reader.Array(from => new MemberProtocol(from.String(), from.Bytes().ToArray()));

        var result = groupId.Length == 0 ? JoinResult.Refused(ErrorCode.InvalidGroupId, memberId)
            : session is < ShortestSessionMs or > LongestSessionMs ? JoinResult.Refused(ErrorCode.InvalidSessionTimeout, memberId)
            : await coordinator.JoinAsync(groupId, new GroupMember
            {
                Id = memberId,
                InstanceId = instance,
                ClientId = request.ClientId,
                Host = $"/{request.ClientHost}",
                SessionTimeoutMs = session,
                RebalanceTimeoutMs = rebalance,
                Protocols = protocols,
            }, type, needsKnownId: version >= 4).WaitAsync(request.Gone);

        answer.Int32(0);
        answer.Error(result.Error);
        answer.Int32(result.Generation);
        answer.String(result.Protocol);
        answer.String(result.Leader);
        answer.String(result.MemberId);
        answer.Array(result.Members, member =>
        {
            answer.String(member.Id);
            if (version >= 5) answer.String(member.InstanceId);
            answer.Bytes(member.MetadataOf(result.Protocol));
        });
    }

    private async ValueTask SyncAsync(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var (groupId, generation, memberId) = (reader.String(), reader.Int32(), reader.String());
        var instance = version >= 3 ? reader.NullableString() : null;
        var assignments = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (member, assignment) in reader.Array(from => (from.String(), from.Bytes().ToArray()))) assignments[member] = assignment;
        var result = await coordinator.SyncAsync(groupId, memberId, instance, generation, assignments).WaitAsync(request.Gone);
        answer.Int32(0);
        answer.Error(result.Error);
        answer.Bytes(result.Assignment);
    }

    private void Heartbeat(Request request)
    {
        var reader = request.Reader;
        var (groupId, generation, memberId) = (reader.String(), reader.Int32(), reader.String());
        var instance = request.Version >= 3 ? reader.NullableString() : null;
        request.Answer.Int32(0);
        request.Answer.Error(coordinator.Heartbeat(groupId, memberId, instance, generation));
    }

    private void Leave(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var groupId = reader.String();
        answer.Int32(0);
        if (version < 3)
        {
            answer.Error(coordinator.Leave(groupId, reader.String(), null));
            return;
        }
        var members = reader.Array(from => (Id: from.String(), Instance: from.NullableString()));
        answer.Error(ErrorCode.None);
        answer.Array(members, member =>
        {
            answer.String(member.Id);
            answer.String(member.Instance);
            answer.Error(coordinator.Leave(groupId, member.Id, member.Instance));
        });
    }

    private void List(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var states = version >= 4 ? reader.Array(from => from.String()) : [];
        reader.Tags();
        var groups = coordinator.All.Where(group => states.Count == 0 || states.Contains(group.State.ToString(), StringComparer.OrdinalIgnoreCase)).ToList();
        if (version >= 1) answer.Int32(0);
        answer.Error(ErrorCode.None);
        answer.Array(groups, group =>
        {
            answer.String(group.Id);
            answer.String(group.ProtocolType);
            if (version >= 4) answer.String(group.State.ToString());
            answer.Tags();
        });
        answer.Tags();
    }

    private void Describe(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var ids = reader.Array(from => from.String());
        if (version >= 3) reader.Boolean();
        if (version >= 1) answer.Int32(0);
        answer.Array(ids, id =>
        {
            var group = coordinator.Find(id);
            using var held = group is null ? default : group.Lock.EnterScope();
            var isSettled = group?.State == GroupState.Stable;
            answer.Error(ErrorCode.None);
            answer.String(id);
            answer.String((group?.State ?? GroupState.Dead).ToString());
            answer.String(group?.ProtocolType ?? "");
            answer.String(isSettled ? group!.Protocol : "");
            answer.Array(group?.Members ?? [], member =>
            {
                answer.String(member.Id);
                if (version >= 4) answer.String(member.InstanceId);
                answer.String(member.ClientId);
                answer.String(member.Host);
                answer.Bytes(isSettled ? member.MetadataOf(group!.Protocol!) : []);
                answer.Bytes(isSettled ? member.Assignment : []);
            });
            if (version >= 3) answer.Int32(int.MinValue);
        });
    }

    private void Delete(Request request)
    {
        var answer = request.Answer;
        var ids = request.Reader.Array(from => from.String());
        answer.Int32(0);
        answer.Array(ids, id =>
        {
            answer.String(id);
            answer.Error(coordinator.Delete(id));
        });
    }
}
