using System.Collections.Concurrent;
using Caloguessr.DevBroker.Tests.Brokers;
using Confluent.Kafka.Admin;

namespace Caloguessr.DevBroker.Tests.Crashes;

/// <summary>What works on the broker while it is killed, and remembers what it was told.</summary>
internal sealed class CrashLoad : IAsyncDisposable
{
    private const string Plain = "crash-plain", Transactional = "crash-transactional", Group = "crash-group", TransactionGroup = "crash-transaction-group";
    private const int Partitions = 3, RecordsOfATransaction = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(5);

    // A query for the coordinator that a kill cuts off is asked again, or ended by the call's time-out, only when a connection of the client
    // next comes or goes (librdkafka's rd_kafka_coord_req): the last kill would leave the call waiting for ever. A connection that is closed
    // while idle makes that happen.
    private const int IdleMilliseconds = 2_000;

    private readonly string _bootstrap;
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentBag<string> _acknowledged = [];
    private readonly ConcurrentDictionary<int, Outcome> _transactions = new();
    private readonly List<Task> _working = [];
    private int _sent;
    private volatile string _transacting = "";
    private long _committed = -1, _committedByTransaction = -1;

    private CrashLoad(string bootstrap, CancellationToken token) => (_bootstrap, _stop) = (bootstrap, CancellationTokenSource.CreateLinkedTokenSource(token));

    private enum Outcome
    {
        Unknown,
        Committed,
        Aborted,
    }

    public static async Task<CrashLoad> StartAsync(string bootstrap, int seed, CancellationToken token)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification { Name = Plain, NumPartitions = Partitions, ReplicationFactor = 1 },
            new TopicSpecification { Name = Transactional, NumPartitions = 1, ReplicationFactor = 1 },
        ]);
        var load = new CrashLoad(bootstrap, token);
        load._working.Add(Task.Factory.StartNew(load.Produce, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        load._working.Add(Task.Factory.StartNew(() => load.Transact(new(seed)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        load._working.Add(Task.Factory.StartNew(load.Commit, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return load;
    }

    /// <summary>Waits until so many more records were acknowledged.</summary>
    public Task ProgressAsync(int records)
    {
        var goal = _acknowledged.Count + records;
        return Eventually.HoldsAsync($"{records} more acknowledged records", () => Task.FromResult(Check() && _acknowledged.Count >= goal), () => $"{_acknowledged.Count} of {goal}", _stop.Token);
    }

    /// <summary>After a restart no committed offset is older than the last that was confirmed before.</summary>
    public async Task CommittedOffsetsAreKeptAsync()
    {
        var (known, knownByTransaction) = (Interlocked.Read(ref _committed), Interlocked.Read(ref _committedByTransaction));
        Assert.InRange(await CommittedAsync(Group), known, long.MaxValue);
        Assert.InRange(await CommittedAsync(TransactionGroup), knownByTransaction, long.MaxValue);
    }

    /// <summary>Lets everything finish what it has begun.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        string[] names = ["producer", "transactional producer", "group"];
        await Eventually.HoldsAsync("the end of the load", TimeSpan.FromMinutes(3), () => Task.FromResult(_working.TrueForAll(work => work.IsCompleted)),
            () => $"still working: {string.Join(", ", names.Where((_, index) => !_working[index].IsCompleted))}; {_acknowledged.Count} of {_sent} acknowledged; the transactional producer was last at: {_transacting}", CancellationToken.None);
        await Task.WhenAll(_working);
    }

    public async Task VerifyAsync()
    {
        var plain = await ReadAllAsync(Plain, Partitions, IsolationLevel.ReadCommitted);
        Assert.Equal(_sent, _acknowledged.Count);
        Assert.Equal(_acknowledged.Order(), plain.Order());

        var found = (await ReadAllAsync(Transactional, 1, IsolationLevel.ReadCommitted)).GroupBy(value => int.Parse(value.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture))
            .ToDictionary(values => values.Key, values => values.ToList());
        Assert.Contains(Outcome.Committed, _transactions.Values);
        foreach (var (number, outcome) in _transactions)
        {
            var values = found.GetValueOrDefault(number) ?? [];
            var isWhole = values.Count == RecordsOfATransaction && values.Distinct().Count() == RecordsOfATransaction;
            Assert.True(outcome switch { Outcome.Committed => isWhole, Outcome.Aborted => values.Count == 0, _ => isWhole || values.Count == 0 }, $"Transaction {number} was {outcome} and has {values.Count} records.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private bool Check()
    {
        var failed = _working.Find(work => work.IsFaulted);
        return failed is null ? true : throw failed.Exception!;
    }

    private void Produce()
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = _bootstrap, EnableIdempotence = true, Acks = Acks.All, LingerMs = 2, MessageTimeoutMs = 300_000, ReconnectBackoffMaxMs = 200,
        }).SetLogHandler(Quiet).SetErrorHandler(Quiet).Build();
        Error? failed = null;
        while (!_stop.IsCancellationRequested)
        {
            var value = $"{_sent}";
            try
            {
                producer.Produce(new TopicPartition(Plain, _sent % Partitions), new() { Value = value }, report =>
                {
                    if (report.Error.IsError) failed = report.Error;
                    else _acknowledged.Add(value);
                });
                _sent++;
            }
            catch (ProduceException<Null, string> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(5));
            }
            if (_sent - _acknowledged.Count > 500) producer.Poll(TimeSpan.FromMilliseconds(1));
            while (_sent - _acknowledged.Count > 2000 && failed is null) producer.Poll(TimeSpan.FromMilliseconds(5));
            if (failed is not null) throw new KafkaException(failed);
        }
        producer.Flush(Patience);
        if (failed is not null) throw new KafkaException(failed);
    }

    private void Transact(Random random)
    {
        using var consumer = Consumer(TransactionGroup);
        for (var number = 0; !_stop.IsCancellationRequested;)
        {
            using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
            {
                BootstrapServers = _bootstrap, TransactionalId = "crash", LingerMs = 1, TransactionTimeoutMs = 10_000, ReconnectBackoffMaxMs = 200, ConnectionsMaxIdleMs = IdleMilliseconds,
            }).SetLogHandler(Quiet).SetErrorHandler(Quiet).Build();
            try
            {
                At("init");
                producer.InitTransactions(CallPatience);
                while (!_stop.IsCancellationRequested) Transact(producer, consumer, number++, random.Next(4) > 0);
                At("left");
            }
            catch (KafkaException failed)
            {
                At($"closing after {failed.Error}");
                // The broker went away in the middle: a new producer of the same id finds out what became of it.
            }
        }
        EndWhatIsOpen();
    }

    // For the message of a wait that fails.
    private void At(string step) => _transacting = step;

    // The next producer of the same id ends what was left open.
    private void EndWhatIsOpen()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var last = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = _bootstrap, TransactionalId = "crash", ConnectionsMaxIdleMs = IdleMilliseconds }).SetLogHandler(Quiet).SetErrorHandler(Quiet).Build();
            try
            {
                At($"last init, attempt {attempt}");
                last.InitTransactions(CallPatience);
                At("last closing");
                return;
            }
            catch (KafkaException) when (attempt < 10)
            {
                // As above: the call ended by its own time-out.
            }
        }
    }

    private void Transact(IProducer<Null, string> producer, IConsumer<Ignore, Ignore> consumer, int number, bool commit)
    {
        At("begin");
        producer.BeginTransaction();
        for (var record = 0; record < RecordsOfATransaction; record++) producer.Produce(Transactional, new() { Value = $"{number}-{record}" });
        At("offsets");
        producer.SendOffsetsToTransaction([new(Plain, 0, number)], consumer.ConsumerGroupMetadata, CallPatience);
        _transactions[number] = Outcome.Unknown;
        if (commit)
        {
            At("commit");
            producer.CommitTransaction(CallPatience);
            _transactions[number] = Outcome.Committed;
            Interlocked.Exchange(ref _committedByTransaction, number);
        }
        else
        {
            _transactions[number] = Outcome.Aborted;
            At("abort");
            producer.AbortTransaction(CallPatience);
        }
    }

    private void Commit()
    {
        using var consumer = Consumer(Group);
        for (long offset = 0; !_stop.IsCancellationRequested; offset++)
        {
            try
            {
                consumer.Commit([new(Plain, 0, offset)]);
                Interlocked.Exchange(ref _committed, offset);
            }
            catch (KafkaException)
            {
                // Not confirmed: the next one is.
            }
        }
    }

    private async Task<long> CommittedAsync(string group)
    {
        long committed = -1;
        await Eventually.HoldsAsync($"the offsets of {group}", () => Task.Run(() =>
        {
            using var consumer = Consumer(group);
            try
            {
                committed = Math.Max(-1, consumer.Committed([new(Plain, 0)], TimeSpan.FromSeconds(10))[0].Offset.Value);
                return true;
            }
            catch (KafkaException)
            {
                return false;
            }
        }), () => $"{committed}", _stop.Token);
        return committed;
    }

    private Task<List<string>> ReadAllAsync(string topic, int partitions, IsolationLevel isolation) => Task.Run(() =>
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = _bootstrap, GroupId = "crash-reader", IsolationLevel = isolation, EnablePartitionEof = true, EnableAutoCommit = false,
        }).SetLogHandler(Quiet).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var (values, ended) = (new List<string>(), 0);
        while (ended < partitions)
        {
            var result = consumer.Consume(Patience) ?? throw new TimeoutException($"Awaited for {Patience.TotalSeconds} s: the end of {topic}.");
            if (result.IsPartitionEOF)
            {
                // With an open transaction, what can be read ends before the log does.
                Assert.Equal(consumer.QueryWatermarkOffsets(result.TopicPartition, Patience).High, result.Offset);
                ended++;
            }
            else values.Add(result.Message.Value);
        }
        return values;
    });

    private IConsumer<Ignore, Ignore> Consumer(string group) =>
        new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = _bootstrap, GroupId = group, EnableAutoCommit = false, ReconnectBackoffMaxMs = 200 })
            .SetLogHandler(Quiet).SetErrorHandler(Quiet).Build();

    private static void Quiet(object client, object message)
    {
        // Lost connections are what this is about.
    }
}
