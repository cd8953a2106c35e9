using Aspire.Hosting;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Caloguessr.Hosting.Kafka;

/// <summary>One connection to a broker, for what an administrator does.</summary>
internal sealed class KafkaAdmin : IDisposable
{
    // Kafka's own topics begin so.
    private const string Internal = "__";
    private const short BrokersOwnDefault = -1;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ChangeDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IAdminClient _client;

    /// <summary>A connection; it is made in the background.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    public KafkaAdmin(string bootstrapServers) =>
        // While a broker starts, a refused connection is tried again soon, so that the answer comes as soon as there is one.
        _client = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers, ReconnectBackoffMs = 50, ReconnectBackoffMaxMs = 200 })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>A connection to a resource, once its address is known.</summary>
    /// <exception cref="InvalidOperationException">It has no address.</exception>
    public static async Task<KafkaAdmin> ConnectAsync(IKafkaResource kafka, CancellationToken cancellationToken) =>
        await kafka.GetConnectionStringAsync(cancellationToken) is { Length: > 0 } bootstrapServers
            ? new(bootstrapServers)
            : throw new InvalidOperationException($"{kafka.Name} has no address.");

    /// <summary>Asks for the metadata.</summary>
    /// <returns>What is wrong; <c>null</c>: it answered.</returns>
    public Task<string?> AnswersAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        try
        {
            _client.GetMetadata(Deadline);
            return null;
        }
        catch (KafkaException failed)
        {
            return failed.Error.Reason;
        }
    }, CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Makes the topics that are missing. Running it again, or beside another run, changes nothing.</summary>
    /// <returns>Which were made, and which are there with another number of partitions.</returns>
    /// <exception cref="DistributedApplicationException">The broker refuses one.</exception>
    public async Task<(IReadOnlyList<string> Made, IReadOnlyList<string> Different)> CreateMissingAsync(
        IReadOnlyList<KafkaTopic> topics, CancellationToken cancellationToken)
    {
        var there = (await TopicsAsync(cancellationToken)).ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
        var missing = topics.Where(topic => !there.ContainsKey(topic.Name)).ToList();
        return (missing.Count > 0 ? await CreateAsync(missing).WaitAsync(cancellationToken) : [],
            [.. topics.Where(topic => there.TryGetValue(topic.Name, out var partitions) && partitions != topic.Partitions)
                .Select(topic => $"{topic.Name} has {there[topic.Name]} partitions instead of {topic.Partitions}")]);
    }

    /// <summary>Removes every topic with its records, and every consumer group without members.</summary>
    /// <returns>How many topics went.</returns>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public async Task<int> EmptyAsync(CancellationToken cancellationToken)
    {
        var topics = (await TopicsAsync(cancellationToken)).Select(topic => topic.Topic).ToList();
        if (topics.Count > 0) await _client.DeleteTopicsAsync(topics, new() { OperationTimeout = ChangeDeadline, RequestTimeout = ChangeDeadline });
        var groups = (await _client.ListConsumerGroupsAsync(new() { RequestTimeout = ChangeDeadline })).Valid;
        var unused = groups.Where(group => group.State is ConsumerGroupState.Empty or ConsumerGroupState.Dead or ConsumerGroupState.Unknown)
            .Select(group => group.GroupId).ToList();
        if (unused.Count > 0) await DeleteAsync(unused);
        // A topic whose deletion was accepted is still named for a moment, and cannot be made again until it is gone.
        using var deadline = new CancellationTokenSource(ChangeDeadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        while ((await TopicsAsync(either.Token)).Any(topic => topics.Contains(topic.Topic))) await Task.Delay(Pause, TimeProvider.System, either.Token);
        return topics.Count;
    }

    public void Dispose() => _client.Dispose();

    private async Task<List<TopicMetadata>> TopicsAsync(CancellationToken cancellationToken)
    {
        var metadata = await Task.Run(() => _client.GetMetadata(ChangeDeadline), CancellationToken.None).WaitAsync(cancellationToken);
        return [.. metadata.Topics.Where(topic => !topic.Topic.StartsWith(Internal, StringComparison.Ordinal))];
    }

    // Who was joined meanwhile stays; who is gone already need not go.
    private async Task DeleteAsync(List<string> groups)
    {
        try
        {
            await _client.DeleteGroupsAsync(groups, new() { RequestTimeout = ChangeDeadline });
        }
        catch (DeleteGroupsException refused) when (refused.Results.All(result => result.Error.Code is ErrorCode.NoError or ErrorCode.NonEmptyGroup or ErrorCode.GroupIdNotFound))
        {
            // As said above.
        }
    }

    private async Task<IReadOnlyList<string>> CreateAsync(List<KafkaTopic> missing)
    {
        var specifications = missing.Select(topic => new TopicSpecification
        {
            Name = topic.Name, NumPartitions = topic.Partitions, ReplicationFactor = BrokersOwnDefault,
            Configs = topic.Configuration.ToDictionary(),
        });
        try
        {
            await _client.CreateTopicsAsync(specifications, new() { OperationTimeout = ChangeDeadline, RequestTimeout = ChangeDeadline });
            return [.. missing.Select(topic => topic.Name)];
        }
        catch (CreateTopicsException refused)
        {
            // Two application hosts on one broker may both find a topic missing.
            var faults = refused.Results.Where(result => result.Error.Code is not (ErrorCode.NoError or ErrorCode.TopicAlreadyExists)).ToList();
            if (faults.Count == 0) return [.. refused.Results.Where(result => result.Error.Code == ErrorCode.NoError).Select(result => result.Topic)];
            var message = string.Join(' ', faults.Select(fault => $"The topic {fault.Topic} cannot be made: {fault.Error.Reason}."));
            throw new DistributedApplicationException(message, refused);
        }
    }
}
