namespace Caloguessr.DevBroker.Tests.Wire;

internal sealed record NewTopic(string Name, int Partitions = 1, int Replication = 1)
{
    public IReadOnlyList<(string Name, string? Value)> Configs { get; init; } = [];
}

/// <summary>Topics and metadata.</summary>
internal static class AdminCalls
{
    public static async Task<IReadOnlyList<ErrorCode>> CreateTopicsAsync(this WireConnection connection, NewTopic[] topics, bool validateOnly = false, int version = 4)
    {
        var answer = await connection.CallAsync(Api.CreateTopics, version, request => request
            .Array(topics, (to, topic) => to.Text(topic.Name).Int32(topic.Partitions).Int16(topic.Replication).Int32(0)
                .Array(topic.Configs, (config, one) => config.Text(one.Name).Text(one.Value)))
            .Int32(30_000).Bool(validateOnly));
        return answer.Skip(4).Array(one => (one.Text(), Error: one.Error(), one.Text())).Select(one => one.Error).ToList();
    }

    public static async Task<ErrorCode> CreateTopicAsync(this WireConnection connection, NewTopic topic, bool validateOnly = false) =>
        (await connection.CreateTopicsAsync([topic], validateOnly))[0];

    public static async Task<ErrorCode> DeleteTopicAsync(this WireConnection connection, string topic, int version = 3) =>
        (await connection.CallAsync(Api.DeleteTopics, version, request => request.Array([topic], (to, name) => to.Text(name)).Int32(30_000)))
        .Skip(4).Array(one => (one.Text(), Error: one.Error()))[0].Error;

    public static async Task<(ErrorCode Error, long LowWatermark)> DeleteRecordsAsync(this WireConnection connection, string topic, long offset)
    {
        var answer = await connection.CallAsync(Api.DeleteRecords, 1, request => request
            .Array([topic], (to, name) => to.Text(name).Array([offset], (part, value) => part.Int32(0).Int64(value))).Int32(30_000));
        var (_, low, error) = answer.Skip(4).Array(one => (one.Text(), one.Array(part => (part.Int32(), part.Int64(), part.Error()))))[0].Item2[0];
        return (error, low);
    }

    /// <summary>All topics when none is named.</summary>
    public static async Task<(IReadOnlyList<(int Id, string Address)> Brokers, int Controller, Dictionary<string, (ErrorCode Error, IReadOnlyList<(int Index, ErrorCode Error, int Leader)> Partitions)> Topics)> MetadataAsync(
        this WireConnection connection, string[]? topics, int version = 4)
    {
        var answer = await connection.CallAsync(Api.Metadata, version, request =>
        {
            request.Array(topics, (to, name) => to.Text(name));
            if (version >= 4) request.Bool(false);
        });
        if (version >= 3) _ = answer.Int32();
        var brokers = answer.Array(broker =>
        {
            var found = (broker.Int32(), $"{broker.Text()}:{broker.Int32()}");
            _ = broker.Text();
            return found;
        });
        if (version >= 2) _ = answer.Text();
        var controller = answer.Int32();
        var described = answer.Array(topic =>
        {
            var (error, name, _) = (topic.Error(), topic.Text()!, topic.Bool());
            var partitions = topic.Array(part =>
            {
                var (failure, index, leader) = (part.Error(), part.Int32(), part.Int32());
                _ = (part.Array(replica => replica.Int32()), part.Array(replica => replica.Int32()));
                return (index, failure, leader);
            });
            return (name, error, partitions);
        });
        return (brokers, controller, described.ToDictionary(topic => topic.name, topic => (topic.error, topic.partitions), StringComparer.Ordinal));
    }
}
