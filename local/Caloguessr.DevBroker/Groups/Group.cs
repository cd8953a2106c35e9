using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Groups;

/// <summary>
/// A consumer group of the classic protocol: members, generations, committed offsets. Source: Kafka's consumer rebalance protocol, ClassicGroup.
/// Whoever uses it holds its lock.
/// </summary>
internal sealed class Group(string id, TimeProvider time)
{
    private const int LongestName = 1000;

    // Member ids that were given out, and until when somebody must have joined with them.
    private readonly Dictionary<string, long> _announced = new(StringComparer.Ordinal);
    private long _deadline = long.MaxValue;

    public string Id { get; } = id;
    public Lock Lock { get; } = new();
    public GroupState State { get; private set; } = GroupState.Empty;
    public int Generation { get; private set; }
    public string ProtocolType { get; private set; } = "";
    public string? Protocol { get; private set; }
    public string? Leader { get; private set; }
    public List<GroupMember> Members { get; } = [];

    /// <summary>Since when it has no members, in ms.</summary>
    public long EmptySince { get; private set; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public Dictionary<TopicPartition, CommittedOffset> Offsets { get; } = [];

    /// <summary>Offsets in open transactions, by producer id.</summary>
    public Dictionary<long, Dictionary<TopicPartition, CommittedOffset>> PendingOffsets { get; } = [];

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsForgettable => State == GroupState.Empty && Offsets.Count == 0 && PendingOffsets.Count == 0 && _announced.Count == 0;

    public GroupMember? Find(string memberId) => Members.Find(member => member.Id == memberId);

    /// <summary>Sets the state that was written down before a restart: members get their whole session to be heard of again.</summary>
    public void Restore(int generation, string protocolType, string? protocol, string? leader, long since, IEnumerable<GroupMember> members)
    {
        EmptySince = since;
        (Generation, ProtocolType, Protocol, Leader) = (generation, protocolType, protocol, leader);
        Members.Clear();
        Members.AddRange(members);
        foreach (var member in Members) Seen(member);
        State = Members.Count == 0 ? GroupState.Empty : GroupState.Stable;
    }

    /// <summary>Takes a member in, and rebalances when that changes something.</summary>
    /// <returns>What the member waits for.</returns>
    public Task<JoinResult> Join(GroupMember joining, string protocolType, bool needsKnownId, TimeSpan initialDelay)
    {
        if (State == GroupState.Dead) return Refuse(ErrorCode.CoordinatorNotAvailable, joining.Id);
        if (joining.Protocols.Count == 0 || !Suits(joining, protocolType)) return Refuse(ErrorCode.InconsistentGroupProtocol, joining.Id);
        var known = joining.InstanceId is { } instance ? Members.Find(member => member.InstanceId == instance) : Find(joining.Id);
        if (joining.Id.Length == 0)
        {
            joining.Id = $"{Short(joining.InstanceId ?? joining.ClientId)}-{Guid.NewGuid():D}";
            if (needsKnownId && joining.InstanceId is null)
            {
                _announced[joining.Id] = Later(TimeSpan.FromMilliseconds(joining.SessionTimeoutMs));
                return Refuse(ErrorCode.MemberIdRequired, joining.Id);
            }
            if (known is not null) Fence(known, joining.Id);
        }
        else if (known is null && !_announced.ContainsKey(joining.Id)) return Refuse(ErrorCode.UnknownMemberId, joining.Id);
        else if (known is not null && known.Id != joining.Id) return Refuse(ErrorCode.FencedInstanceId, joining.Id);
        _announced.Remove(joining.Id);

        var isFirst = Members.Count == 0;
        if (isFirst) ProtocolType = protocolType;
        var changes = known is null || !known.Offers(joining.Protocols);
        var member = known ?? joining;
        if (known is null) Members.Add(joining);
        (member.ClientId, member.Host, member.SessionTimeoutMs, member.RebalanceTimeoutMs, member.Protocols) =
            (joining.ClientId, joining.Host, joining.SessionTimeoutMs, joining.RebalanceTimeoutMs, joining.Protocols);
        Seen(member);

        if (State == GroupState.CompletingRebalance && !changes) return Task.FromResult(Joined(member));
        if (State == GroupState.Stable && !changes && member.Id != Leader) return Task.FromResult(Joined(member));
        var answer = Waiting<JoinResult>();
        member.Joining?.TrySetResult(JoinResult.Refused(ErrorCode.UnknownMemberId, member.Id));
        member.Joining = answer;
        if (State != GroupState.PreparingRebalance) Prepare(isFirst && State == GroupState.Empty ? initialDelay : TimeSpan.Zero);
        CompleteWhenAllJoined();
        return answer.Task;
    }

    /// <summary>Takes the leader's assignment, or waits for it.</summary>
    public Task<SyncResult> Sync(string memberId, string? instanceId, int generation, IReadOnlyDictionary<string, byte[]> assignments, Action assigned)
    {
        if (Check(memberId, instanceId, generation) is not ErrorCode.None and var refused) return Task.FromResult(SyncResult.Refused(refused));
        var member = Find(memberId)!;
        Seen(member);
        switch (State)
        {
            case GroupState.PreparingRebalance:
                return Task.FromResult(SyncResult.Refused(ErrorCode.RebalanceInProgress));
            case GroupState.Stable:
                return Task.FromResult(new SyncResult(ErrorCode.None, member.Assignment));
            default:
                if (memberId == Leader)
                {
                    foreach (var each in Members) each.Assignment = assignments.GetValueOrDefault(each.Id) ?? [];
                    assigned();
                }
                var answer = Waiting<SyncResult>();
                member.Syncing?.TrySetResult(SyncResult.Refused(ErrorCode.RebalanceInProgress));
                member.Syncing = answer;
                if (memberId != Leader) return answer.Task;
                State = GroupState.Stable;
                _deadline = long.MaxValue;
                foreach (var each in Members.Where(each => each.Syncing is not null))
                {
                    // Who waited for the leader could not be heard of.
                    Seen(each);
                    AnswerSync(each, new(ErrorCode.None, each.Assignment));
                }
                return answer.Task;
        }
    }

    public ErrorCode Heartbeat(string memberId, string? instanceId, int generation)
    {
        if (Check(memberId, instanceId, generation) is not ErrorCode.None and var refused) return refused;
        Seen(Find(memberId)!);
        return State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Whether a member may commit; with a negative generation, whoever is no member of a group that has some may not.</summary>
    public ErrorCode CheckCommit(string memberId, string? instanceId, int generation, bool isTransactional)
    {
        if (State == GroupState.Dead) return ErrorCode.CoordinatorNotAvailable;
        if (generation < 0 && memberId.Length == 0 && (isTransactional || State == GroupState.Empty)) return ErrorCode.None;
        if (Check(memberId, instanceId, generation) is not ErrorCode.None and var refused) return refused;
        if (State == GroupState.CompletingRebalance && !isTransactional) return ErrorCode.RebalanceInProgress;
        Seen(Find(memberId)!);
        return ErrorCode.None;
    }

    public ErrorCode Leave(string memberId, string? instanceId)
    {
        if (_announced.Remove(memberId)) return ErrorCode.None;
        var member = instanceId is null ? Find(memberId) : Members.Find(each => each.InstanceId == instanceId);
        if (member is null) return ErrorCode.UnknownMemberId;
        if (instanceId is not null && memberId.Length > 0 && member.Id != memberId) return ErrorCode.FencedInstanceId;
        Remove(member);
        return ErrorCode.None;
    }

    /// <summary>Removes who was not heard of within its session, and ends a rebalance that is due.</summary>
    public void Sweep()
    {
        foreach (var memberId in _announced.Where(announced => announced.Value < time.GetTimestamp()).Select(announced => announced.Key).ToList()) _announced.Remove(memberId);
        foreach (var member in Members.Where(member => member.Joining is null && member.Syncing is null
                     && time.GetElapsedTime(member.LastSeen).TotalMilliseconds > member.SessionTimeoutMs).ToList()) Remove(member);
        if (time.GetTimestamp() < _deadline) return;
        if (State == GroupState.PreparingRebalance) Complete();
        else if (State == GroupState.CompletingRebalance)
        {
            foreach (var member in Members.Where(member => member.Syncing is null).ToList()) Remove(member);
            if (State == GroupState.CompletingRebalance) Prepare(TimeSpan.Zero);
        }
    }

    /// <summary>Ends the group: nobody can join it any more.</summary>
    public void Die() => State = GroupState.Dead;

    /// <summary>Is called when there is something new to be written down that no caller asked for.</summary>
    public Action Changed { get; set; } = () => { };

    private ErrorCode Check(string memberId, string? instanceId, int generation)
    {
        if (State == GroupState.Dead) return ErrorCode.CoordinatorNotAvailable;
        if (instanceId is not null && Members.Find(each => each.InstanceId == instanceId) is { } holder && holder.Id != memberId) return ErrorCode.FencedInstanceId;
        if (Find(memberId) is null) return ErrorCode.UnknownMemberId;
        return generation == Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    private bool Suits(GroupMember joining, string protocolType)
    {
        var others = Members.Where(member => member.Id != joining.Id && (joining.InstanceId is null || member.InstanceId != joining.InstanceId)).ToList();
        return protocolType.Length > 0 && (others.Count == 0
            || (protocolType == ProtocolType && joining.Protocols.Any(protocol => others.TrueForAll(other => other.Protocols.Any(offered => offered.Name == protocol.Name)))));
    }

    // A static member that comes back with a new id takes the place of the old one, which is told so. Source: KIP-345.
    private void Fence(GroupMember known, string newId)
    {
        known.Joining?.TrySetResult(JoinResult.Refused(ErrorCode.FencedInstanceId, known.Id));
        AnswerSync(known, SyncResult.Refused(ErrorCode.FencedInstanceId));
        known.Joining = null;
        if (Leader == known.Id) Leader = newId;
        known.Id = newId;
        // No rebalance may follow that would tell it.
        if (State == GroupState.Stable) Changed();
    }

    private void Remove(GroupMember member)
    {
        Members.Remove(member);
        member.Joining?.TrySetResult(JoinResult.Refused(ErrorCode.UnknownMemberId, member.Id));
        AnswerSync(member, SyncResult.Refused(ErrorCode.UnknownMemberId));
        if (State is GroupState.Stable or GroupState.CompletingRebalance) Prepare(TimeSpan.Zero);
        CompleteWhenAllJoined();
    }

    private void Prepare(TimeSpan atLeast)
    {
        foreach (var member in Members) AnswerSync(member, SyncResult.Refused(ErrorCode.RebalanceInProgress));
        State = GroupState.PreparingRebalance;
        _mayCompleteAt = Later(atLeast);
        _deadline = Later(TimeSpan.FromMilliseconds(Math.Max(atLeast.TotalMilliseconds, Members.Select(member => member.RebalanceTimeoutMs).DefaultIfEmpty(0).Max())));
        if (atLeast > TimeSpan.Zero) _deadline = _mayCompleteAt;
    }

    private long _mayCompleteAt;

    private void CompleteWhenAllJoined()
    {
        if (State == GroupState.PreparingRebalance && Members.TrueForAll(member => member.Joining is not null) && time.GetTimestamp() >= _mayCompleteAt) Complete();
    }

    private void Complete()
    {
        Members.RemoveAll(member => member.Joining is null);
        Generation++;
        if (Members.Count == 0)
        {
            (State, Protocol, Leader, _deadline) = (GroupState.Empty, null, null, long.MaxValue);
            EmptySince = time.GetUtcNow().ToUnixTimeMilliseconds();
            Changed();
            return;
        }
        State = GroupState.CompletingRebalance;
        Protocol = Vote();
        if (Leader is null || Find(Leader) is null) Leader = Members[0].Id;
        _deadline = Later(TimeSpan.FromMilliseconds(Members.Max(member => member.RebalanceTimeoutMs)));
        foreach (var member in Members)
        {
            Seen(member);
            member.Joining!.TrySetResult(Joined(member));
            member.Joining = null;
        }
    }

    // Each member votes for the first of its protocols that everyone has.
    private string Vote()
    {
        var common = Members[0].Protocols.Select(protocol => protocol.Name).Where(name => Members.TrueForAll(member => member.Protocols.Any(offered => offered.Name == name))).ToHashSet(StringComparer.Ordinal);
        return Members.Select(member => member.Protocols.First(protocol => common.Contains(protocol.Name)).Name).GroupBy(name => name).MaxBy(votes => votes.Count())!.Key;
    }

    private JoinResult Joined(GroupMember member) => new(ErrorCode.None, Generation, Protocol!, Leader!, member.Id, member.Id == Leader ? [.. Members] : []);

    private void Seen(GroupMember member) => member.LastSeen = time.GetTimestamp();
    private long Later(TimeSpan after) => time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);

    private static void AnswerSync(GroupMember member, SyncResult result)
    {
        member.Syncing?.TrySetResult(result);
        member.Syncing = null;
    }

    // A member's id must fit into a string of the protocol, with what is added.
    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName];

    private static Task<JoinResult> Refuse(ErrorCode error, string memberId) => Task.FromResult(JoinResult.Refused(error, memberId));
    private static TaskCompletionSource<T> Waiting<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
