using System.Diagnostics;
using Caloguessr.DevBroker.Tests.Wire;
using Confluent.Kafka.Admin;

namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>
/// A test of behaviour, written once and run on each broker. Expectations are what Apache Kafka 4.3.1 was seen to do; every test has its own topics,
/// groups and transactional ids.
/// </summary>
public abstract class BehaviourTest(Broker broker) : IAsyncLifetime
{
    private readonly List<IDisposable> _clients = [];
    private readonly List<WireConnection> _connections = [];

    /// <summary>For records with old timestamps: retention by time would take them.</summary>
    private protected static (string Name, string? Value) KeepsAll => ("retention.ms", "-1");

    private protected string Bootstrap { get; private set; } = "";

    private protected IAdminClient Admin => field ??= Keep(new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).SetLogHandler((_, _) => { }).Build());

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Bootstrap = await broker.BootstrapAsync(Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        // A client says goodbye to its group and waits for it: not on a test's own thread. The last first: it may use those before.
        await Task.Run(() => Enumerable.Reverse(_clients).ToList().ForEach(client => client.Dispose()));
        GC.SuppressFinalize(this);
    }

    private protected static string Name(string what) => $"{what}-{Guid.NewGuid():N}";

    private protected async Task<WireConnection> ConnectAsync()
    {
        var connection = await WireConnection.OpenAsync(Bootstrap, Token);
        lock (_connections) _connections.Add(connection);
        return connection;
    }

    /// <summary>A topic of this test's own, once every partition has a leader.</summary>
    private protected async Task<string> CreateTopicAsync(int partitions = 1, params (string Name, string? Value)[] configs)
    {
        var topic = Name("topic");
        var connection = await ConnectAsync();
        Assert.Equal(ErrorCode.NoError, await connection.CreateTopicAsync(new(topic, partitions) { Configs = configs }));
        await LeadersAsync(connection, topic, partitions);
        return topic;
    }

    private protected static async Task LeadersAsync(WireConnection connection, string topic, int partitions)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            var index = partition;
            await Eventually.AnswersAsync($"a leader of {topic}-{index}", () => connection.ListOffsetAsync(topic, -2, partition: index), answer => answer.Error != ErrorCode.NoError, Token);
        }
    }

    private protected IProducer<string?, string?> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = Bootstrap, LingerMs = 1 };
        configure?.Invoke(config);
        return Keep(new ProducerBuilder<string?, string?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
    }

    private protected IConsumer<string?, string?> Consumer(string group, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false, FetchQueueBackoffMs = 5 };
        configure?.Invoke(config);
        return Keep(new ConsumerBuilder<string?, string?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
    }

    /// <summary>Consumes until this many records are there.</summary>
    private protected static Task<IReadOnlyList<ConsumeResult<string?, string?>>> TakeAsync(IConsumer<string?, string?> consumer, int count) => Task.Run(() =>
    {
        var watch = Stopwatch.StartNew();
        var taken = new List<ConsumeResult<string?, string?>>();
        while (taken.Count < count)
        {
            if (watch.Elapsed > Eventually.Deadline) throw new TimeoutException($"Awaited for {Eventually.Deadline.TotalSeconds} s: {count} records, got {taken.Count}.");
            Token.ThrowIfCancellationRequested();
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { IsPartitionEOF: false } result) taken.Add(result);
        }
        return (IReadOnlyList<ConsumeResult<string?, string?>>)taken;
    }, Token);

    /// <summary>Everything a fresh reader sees from the start to what is the end for it.</summary>
    private protected async Task<IReadOnlyList<ConsumeResult<string?, string?>>> ReadAllAsync(string topic, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var consumer = Consumer(Name("reader"), config => (config.IsolationLevel, config.EnablePartitionEof) = (isolation, true));
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return await Task.Run(() =>
        {
            var watch = Stopwatch.StartNew();
            var taken = new List<ConsumeResult<string?, string?>>();
            while (true)
            {
                if (watch.Elapsed > Eventually.Deadline) throw new TimeoutException($"Awaited for {Eventually.Deadline.TotalSeconds} s: the end of {topic}, got {taken.Count} records.");
                var result = consumer.Consume(TimeSpan.FromMilliseconds(200));
                if (result is { IsPartitionEOF: true }) return (IReadOnlyList<ConsumeResult<string?, string?>>)taken;
                if (result is not null) taken.Add(result);
            }
        }, Token);
    }

    private protected static async Task<ErrorCode> ErrorOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return ErrorCode.NoError;
        }
        catch (KafkaException failure)
        {
            return failure switch
            {
                CreateTopicsException create => create.Results[0].Error.Code,
                DeleteTopicsException delete => delete.Results[0].Error.Code,
                CreatePartitionsException partitions => partitions.Results[0].Error.Code,
                DescribeConfigsException describe => describe.Results[0].Error.Code,
                IncrementalAlterConfigsException alter => alter.Results[0].Error.Code,
                DeleteRecordsException records => records.Results[0].Error.Code,
                DeleteGroupsException groups => groups.Results[0].Error.Code,
                DeleteConsumerGroupOffsetsException offsets => offsets.Result.Error.Code is var whole && whole != ErrorCode.NoError ? whole : offsets.Result.Partitions[0].Error.Code,
                AlterConsumerGroupOffsetsException offsets => offsets.Results[0].Error.Code is var whole && whole != ErrorCode.NoError ? whole : offsets.Results[0].Partitions[0].Error.Code,
                _ => failure.Error.Code,
            };
        }
    }

    private protected T Keep<T>(T client) where T : IDisposable
    {
        lock (_clients) _clients.Add(client);
        return client;
    }
}
