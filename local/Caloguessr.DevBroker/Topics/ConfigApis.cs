using System.Globalization;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;

namespace Caloguessr.DevBroker.Topics;

/// <summary>DescribeConfigs, AlterConfigs, IncrementalAlterConfigs, for topics; the broker's own configuration is described and not altered.</summary>
internal sealed class ConfigApis(TopicStore topics, BrokerOptions options)
{
    private const sbyte TopicResource = 2, BrokerResource = 4;
    private const sbyte DynamicTopicConfig = 1, StaticBrokerConfig = 4, DefaultConfig = 5;

    public IEnumerable<Api> All =>
    [
        Api.Of(ApiKey.DescribeConfigs, 1, 3, DescribeConfigs),
        Api.Of(ApiKey.AlterConfigs, 0, 1, AlterConfigs),
        Api.Of(ApiKey.IncrementalAlterConfigs, 0, 0, IncrementalAlterConfigs),
    ];

    private void DescribeConfigs(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var asked = reader.Array(from => (Type: from.Int8(), Name: from.String(), Keys: from.NullableArray(key => key.String())));
        var withSynonyms = reader.Boolean();
        answer.Int32(0);
        answer.Array(asked, resource =>
        {
            var (error, text, entries) = Entries(resource.Type, resource.Name);
            if (resource.Keys is { } keys) entries = [.. entries.Where(entry => keys.Contains(entry.Name))];
            answer.Error(error);
            answer.String(text);
            answer.Int8(resource.Type);
            answer.String(resource.Name);
            answer.Array(entries, entry =>
            {
                answer.String(entry.Name);
                answer.String(entry.Value);
                answer.Boolean(resource.Type == BrokerResource);
                answer.Int8(entry.Source);
                answer.Boolean(false);
                answer.Array<Entry>(withSynonyms ? [entry] : [], synonym =>
                {
                    answer.String(synonym.Name);
                    answer.String(synonym.Value);
                    answer.Int8(synonym.Source);
                });
                if (version < 3) return;
                answer.Int8((sbyte)entry.Type);
                answer.String(null);
            });
        });
    }

    private (ErrorCode, string?, List<Entry>) Entries(sbyte type, string name)
    {
        switch (type)
        {
            case TopicResource when topics.Find(name) is { } topic:
                return (ErrorCode.None, null, [.. TopicConfig.Definitions.Select(definition =>
                    new Entry(definition.Name, topic.Config[definition.Name], topic.Config.Set.ContainsKey(definition.Name) ? DynamicTopicConfig : DefaultConfig, definition.Type))]);
            case TopicResource when !Topic.IsValidName(name):
                return (ErrorCode.InvalidTopic, $"The topic name '{name}' is not allowed.", []);
            case TopicResource:
                return (ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.", []);
            case BrokerResource when name is "" or "1":
                return (ErrorCode.None, null,
                [
                    new("auto.create.topics.enable", options.AutoCreateTopicsEnable ? "true" : "false", StaticBrokerConfig, TopicConfigType.Boolean),
                    new("log.retention.check.interval.ms", options.LogRetentionCheckInterval.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), StaticBrokerConfig, TopicConfigType.Long),
                    new("node.id", Broker.NodeId.ToString(CultureInfo.InvariantCulture), StaticBrokerConfig, TopicConfigType.Int),
                    new("num.partitions", options.NumPartitions.ToString(CultureInfo.InvariantCulture), StaticBrokerConfig, TopicConfigType.Int),
                ]);
            default:
                return (ErrorCode.InvalidRequest, "Only topics, and broker 1, have a configuration here.", []);
        }
    }

    private void AlterConfigs(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var asked = reader.Array(from => (Type: from.Int8(), Name: from.String(), Configs: from.Array(config => (Name: config.String(), Value: config.NullableString()))));
        var validateOnly = reader.Boolean();
        answer.Int32(0);
        answer.Array(asked, resource => WriteAltered(answer, resource.Type, resource.Name, resource.Configs.DistinctBy(config => config.Name).Count() < resource.Configs.Count
            ? (ErrorCode.InvalidRequest, "A configuration is given twice.")
            : Change(resource.Type, resource.Name, validateOnly, _ => (resource.Configs.Where(config => config.Value is not null).ToDictionary(config => config.Name, config => config.Value!, StringComparer.Ordinal), null))));
    }

    private void IncrementalAlterConfigs(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var asked = reader.Array(from => (Type: from.Int8(), Name: from.String(),
            Changes: from.Array(config => (Name: config.String(), Operation: (Operation)config.Int8(), Value: config.NullableString()))));
        var validateOnly = reader.Boolean();
        answer.Int32(0);
        answer.Array(asked, resource => WriteAltered(answer, resource.Type, resource.Name, Change(resource.Type, resource.Name, validateOnly, now =>
        {
            var changed = now.ToDictionary(StringComparer.Ordinal);
            foreach (var (name, operation, value) in resource.Changes)
                if (Apply(changed, name, operation, value) is { } fault) return (changed, fault);
            return (changed, null);
        })));
    }

    // Why it cannot be; null: it is done.
    private static string? Apply(Dictionary<string, string> configs, string name, Operation operation, string? value)
    {
        var words = (configs.GetValueOrDefault(name) ?? TopicConfig.DefaultOf(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var named = (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (operation)
        {
            case Operation.Append or Operation.Subtract when !TopicConfig.IsList(name):
                return $"Can't {operation.ToString().ToUpperInvariant()} to {name}: it is no list.";
            case Operation.Set when value is null:
                return $"Can't SET {name} to null.";
            case Operation.Delete:
                configs.Remove(name);
                break;
            case Operation.Append:
                configs[name] = string.Join(',', words.Union(named));
                break;
            case Operation.Subtract:
                configs[name] = string.Join(',', words.Except(named));
                break;
            default:
                configs[name] = value!;
                break;
        }
        return null;
    }

    private (ErrorCode, string?) Change(sbyte type, string name, bool validateOnly, Func<IReadOnlyDictionary<string, string>, (Dictionary<string, string> Changed, string? Fault)> change)
    {
        if (type != TopicResource) return (ErrorCode.InvalidRequest, "Only topics can be configured here.");
        if (topics.Find(name) is not { } topic) return (ErrorCode.UnknownTopicOrPartition, "The topic does not exist.");
        var wrong = validateOnly ? Checked(topic.Config.Set).Fault : topics.Configure(name, Checked);
        return wrong is null ? (ErrorCode.None, null) : (ErrorCode.InvalidConfig, wrong);

        (Dictionary<string, string> Changed, string? Fault) Checked(IReadOnlyDictionary<string, string> now)
        {
            var (changed, fault) = change(now);
            return (changed, fault ?? changed.Select(config => TopicConfig.Fault(config.Key, config.Value)).FirstOrDefault(one => one is not null));
        }
    }

    private static void WriteAltered(KafkaWriter answer, sbyte type, string name, (ErrorCode Error, string? Text) result)
    {
        answer.Error(result.Error);
        answer.String(result.Text);
        answer.Int8(type);
        answer.String(name);
    }

    private sealed record Entry(string Name, string Value, sbyte Source, TopicConfigType Type);

    private enum Operation : sbyte
    {
        Set = 0,
        Delete = 1,
        Append = 2,
        Subtract = 3,
    }
}
