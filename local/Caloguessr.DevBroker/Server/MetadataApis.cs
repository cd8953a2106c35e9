using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Server;

/// <summary>Metadata: who leads what. One node leads everything.</summary>
internal sealed class MetadataApis(Broker broker, TopicStore topics, BrokerOptions options)
{
    private const int LeaderEpoch = 0;
    private static readonly int[] Replicas = [Broker.NodeId];
    private static readonly Dictionary<string, string> NoConfig = [];

    public IEnumerable<Api> All => [Api.Of(ApiKey.Metadata, 0, 8, Metadata)];

    private void Metadata(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var names = reader.NullableArray(from => from.String());
        var mayCreate = version < 4 || reader.Boolean();
        // Version 0 asks for all with an empty list, later ones with none.
        if (names is null || (version == 0 && names.Count == 0)) names = [.. topics.All.Select(topic => topic.Name)];

        if (version >= 3) answer.Int32(0);
        answer.Array([broker], node =>
        {
            answer.Int32(Broker.NodeId);
            answer.String(node.Host);
            answer.Int32(node.Port);
            if (version >= 1) answer.String(null);
        });
        if (version >= 2) answer.String(Broker.ClusterId);
        if (version >= 1) answer.Int32(Broker.NodeId);
        answer.Array(names, name =>
        {
            var (topic, error) = Find(name, mayCreate);
            answer.Error(error);
            answer.String(name);
            if (version >= 1) answer.Boolean(topic?.IsInternal == true);
            answer.Array(topic?.Partitions ?? [], partition =>
            {
                answer.Error(ErrorCode.None);
                answer.Int32(partition.Partition);
                answer.Int32(Broker.NodeId);
                if (version >= 7) answer.Int32(LeaderEpoch);
                answer.Int32Array(Replicas);
                answer.Int32Array(Replicas);
                if (version >= 5) answer.Int32Array([]);
            });
            if (version >= 8) answer.Int32(int.MinValue);
        });
        if (version >= 8) answer.Int32(int.MinValue);
    }

    private (Topic?, ErrorCode) Find(string name, bool mayCreate)
    {
        if (topics.Find(name) is { } topic) return (topic, ErrorCode.None);
        if (!Topic.IsValidName(name)) return (null, ErrorCode.InvalidTopic);
        return mayCreate && options.AutoCreateTopicsEnable ? (topics.GetOrCreate(name, options.NumPartitions, NoConfig), ErrorCode.None) : (null, ErrorCode.UnknownTopicOrPartition);
    }
}
