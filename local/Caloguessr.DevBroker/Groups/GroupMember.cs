using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Groups;

/// <summary>A consumer of a group, as it last joined.</summary>
internal sealed class GroupMember
{
    public required string Id { get; set; }
    public string? InstanceId { get; init; }
    public required string ClientId { get; set; }
    public required string Host { get; set; }
    public int SessionTimeoutMs { get; set; }
    public int RebalanceTimeoutMs { get; set; }
    public IReadOnlyList<MemberProtocol> Protocols { get; set; } = [];
    public byte[] Assignment { get; set; } = [];

    /// <summary>When it was heard of last, by the clock that only goes forward.</summary>
    public long LastSeen { get; set; }

    /// <summary>Waits for the end of the rebalance that it joined.</summary>
    public TaskCompletionSource<JoinResult>? Joining { get; set; }

    /// <summary>Waits for the leader's assignment.</summary>
    public TaskCompletionSource<SyncResult>? Syncing { get; set; }

    public byte[] MetadataOf(string protocol) => Protocols.FirstOrDefault(offered => offered.Name == protocol)?.Metadata ?? [];

    public bool Offers(IReadOnlyList<MemberProtocol> protocols) =>
        Protocols.Count == protocols.Count && Protocols.Zip(protocols).All(pair => pair.First.Name == pair.Second.Name && pair.First.Metadata.AsSpan().SequenceEqual(pair.Second.Metadata));
}

/// <summary>An assignor that a member can use, with its subscription.</summary>
internal sealed record MemberProtocol(string Name, byte[] Metadata);

/// <summary>The answer to JoinGroup; the members are told to the leader only.</summary>
internal sealed record JoinResult(ErrorCode Error, int Generation, string Protocol, string Leader, string MemberId, IReadOnlyList<GroupMember> Members)
{
    public static JoinResult Refused(ErrorCode error, string memberId) => new(error, -1, "", "", memberId, []);
}

/// <summary>The answer to SyncGroup.</summary>
internal sealed record SyncResult(ErrorCode Error, byte[] Assignment)
{
    public static SyncResult Refused(ErrorCode error) => new(error, []);
}
