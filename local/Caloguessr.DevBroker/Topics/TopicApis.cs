using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;

namespace Caloguessr.DevBroker.Topics;

/// <summary>CreateTopics, DeleteTopics, CreatePartitions. Source: ReplicationControlManager of Kafka, whose errors these are.</summary>
internal sealed class TopicApis(TopicStore topics, GroupCoordinator groups, BrokerOptions options)
{
    private const int MaxPartitions = 10_000;

    public IEnumerable<Api> All =>
    [
        Api.Of(ApiKey.CreateTopics, 2, 4, CreateTopics),
        Api.Of(ApiKey.DeleteTopics, 1, 3, DeleteTopics),
        Api.Of(ApiKey.CreatePartitions, 0, 1, CreatePartitions),
    ];

    private void CreateTopics(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var asked = reader.Array(from => new NewTopic(from.String(), from.Int32(), from.Int16(),
            from.Array(part => (Partition: part.Int32(), Brokers: part.Array(broker => broker.Int32()))),
            from.Array(part => (Name: part.String(), Value: part.NullableString()))));
        reader.Int32();
        var validateOnly = reader.Boolean();

        var repeated = asked.GroupBy(topic => topic.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        answer.Int32(0);
        answer.Array(asked, topic =>
        {
            var (error, text) = repeated.Contains(topic.Name) ? (ErrorCode.InvalidRequest, "The topic is asked for twice.") : Create(topic, validateOnly);
            answer.String(topic.Name);
            answer.Error(error);
            answer.String(text);
        });
    }

    private (ErrorCode, string?) Create(NewTopic topic, bool validateOnly)
    {
        if (!Topic.IsValidName(topic.Name)) return (ErrorCode.InvalidTopic, $"The topic name '{topic.Name}' is not allowed: up to 249 letters, digits, '.', '_' and '-'.");
        if (topics.All.FirstOrDefault(other => other.Name != topic.Name && other.Name.Replace('.', '_') == topic.Name.Replace('.', '_')) is { } similar)
            return (ErrorCode.InvalidTopic, $"Topic '{topic.Name}' collides with existing topic: {similar.Name}");
        if (topics.Find(topic.Name) is not null) return (ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        var partitions = topic.Partitions;
        if (topic.Assignments.Count > 0)
        {
            if (partitions != -1 || topic.ReplicationFactor != -1) return (ErrorCode.InvalidRequest, "Either partitions or assignments, not both.");
            if (topic.Assignments.Exists(assignment => assignment.Brokers is not [Broker.NodeId])) return (ErrorCode.InvalidReplicaAssignment, "There is one broker, 1.");
            partitions = topic.Assignments.Count;
        }
        if (partitions == -1) partitions = options.NumPartitions;
        if (partitions <= 0) return (ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value.");
        if (partitions > MaxPartitions) return (ErrorCode.PolicyViolation, $"A topic has at most {MaxPartitions} partitions here.");
        if (topic.ReplicationFactor is not (-1 or 1))
            return (ErrorCode.InvalidReplicationFactor, topic.ReplicationFactor <= 0 ? "Replication factor must be larger than 0."
                : $"Unable to replicate the partition {topic.ReplicationFactor} time(s): The target replication factor of {topic.ReplicationFactor} cannot be reached because only 1 broker(s) are registered.");
        if (topic.Configs.DistinctBy(config => config.Name).Count() < topic.Configs.Count) return (ErrorCode.InvalidRequest, "A configuration is given twice.");
        foreach (var (name, value) in topic.Configs)
            if (TopicConfig.Fault(name, value) is { } fault) return (ErrorCode.InvalidConfig, fault);
        if (!validateOnly && topics.Create(topic.Name, partitions, topic.Configs.ToDictionary(config => config.Name, config => config.Value!, StringComparer.Ordinal)) is null)
            return (ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        return (ErrorCode.None, null);
    }

    private void DeleteTopics(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var names = reader.Array(from => from.String());
        reader.Int32();
        answer.Int32(0);
        answer.Array(names, name =>
        {
            answer.String(name);
            answer.Error(Delete(name));
        });
    }

    private ErrorCode Delete(string name)
    {
        if (topics.Find(name)?.IsInternal == true) return ErrorCode.InvalidTopic;
        if (!topics.Delete(name)) return ErrorCode.UnknownTopicOrPartition;
        groups.ForgetTopic(name);
        return ErrorCode.None;
    }

    private void CreatePartitions(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var asked = reader.Array(from => (Topic: from.String(), Count: from.Int32(), Assignments: from.NullableArray(part => part.Array(broker => broker.Int32()))));
        reader.Int32();
        var validateOnly = reader.Boolean();
        answer.Int32(0);
        answer.Array(asked, topic =>
        {
            var (error, text) = Grow(topic.Topic, topic.Count, topic.Assignments, validateOnly);
            answer.String(topic.Topic);
            answer.Error(error);
            answer.String(text);
        });
    }

    private (ErrorCode, string?) Grow(string name, int count, List<List<int>>? assignments, bool validateOnly)
    {
        if (topics.Find(name) is not { } topic) return (ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.");
        var now = topic.Partitions.Count;
        if (count == now) return (ErrorCode.InvalidPartitions, $"Topic already has {now} partition(s).");
        if (count < now) return (ErrorCode.InvalidPartitions, $"The topic {name} currently has {now} partition(s); {count} would not be an increase.");
        if (count > MaxPartitions) return (ErrorCode.PolicyViolation, $"A topic has at most {MaxPartitions} partitions here.");
        if (assignments is not null && (assignments.Count != count - now || assignments.Exists(brokers => brokers is not [Broker.NodeId])))
            return (ErrorCode.InvalidReplicaAssignment, "There is one broker, 1, and an assignment for each new partition.");
        return validateOnly || topics.AddPartitions(name, count) ? (ErrorCode.None, null) : (ErrorCode.InvalidPartitions, $"The topic {name} was changed meanwhile.");
    }

    private sealed record NewTopic(
        string Name, int Partitions, short ReplicationFactor, List<(int Partition, List<int> Brokers)> Assignments, List<(string Name, string? Value)> Configs);
}
