using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Groups;

/// <summary>What consumers subscribe to. Source: ConsumerProtocolSubscription; every version begins with the topics.</summary>
internal static class Subscription
{
    /// <summary>The topics of all members; none where the group is not of consumers.</summary>
    public static HashSet<string> TopicsOf(Group group)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        if (group.ProtocolType != "consumer") return topics;
        foreach (var member in group.Members)
        {
            var reader = new KafkaReader(member.MetadataOf(group.Protocol ?? member.Protocols[0].Name));
            if (reader.Remaining < 2) continue;
            reader.Int16();
            topics.UnionWith(reader.Array(from => from.String()));
        }
        return topics;
    }
}
