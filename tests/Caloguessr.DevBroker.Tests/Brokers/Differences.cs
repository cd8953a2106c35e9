namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>
/// What the development broker knowingly does not do as Apache Kafka does; the same list stands in the broker's README.
/// A test of such a thing does not exist here, or says which entry it leaves out.
/// </summary>
internal static class Differences
{
    public static readonly IReadOnlyList<(string What, string Why)> Known =
    [
        ("single node", "One process holds every partition: replication factor 1, no in-sync replicas to wait for, no leader elections."),
        ("no ACLs", "It listens on loopback only; there are no principals to tell apart. DescribeAcls and its kin are not in ApiVersions."),
        ("no quotas", "Throttle time is always 0; one developer's load is not shared with anybody."),
        ("no tiered storage", "Retention deletes; there is no remote log."),
        ("no KIP-848 groups", "Our consumers use the classic protocol (group.protocol=classic); ConsumerGroupHeartbeat is not in ApiVersions."),
        ("no share groups", "KIP-932 queues are used by no client of ours."),
        ("transactions version 1", "Clients add partitions before they produce (KIP-98), and the epoch rises with InitProducerId or a fence, not with every transaction (KIP-890)."),
        ("no fetch sessions", "A request for a session is answered in full with session id 0, as Kafka does when its sessions are used up: clients send whole requests."),
        ("no topic ids", "Versions that name topics by id (KIP-516) are not in ApiVersions."),
    ];
}
