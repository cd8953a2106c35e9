using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Transactions;

/// <summary>Transactions of a client: what readers see, and fencing.</summary>
public abstract class TransactionTests(Broker broker) : BehaviourTest(broker)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Commit_IsSeenByAll_AbortOnlyByReadUncommitted()
    {
        var topic = await CreateTopicAsync();
        var producer = await StartAsync(Name("tx"));

        await InTransactionAsync(producer, commit: true, topic, "a", "b", "c");
        await InTransactionAsync(producer, commit: false, topic, "x", "y", "z");
        await InTransactionAsync(producer, commit: true, topic, "d");

        Assert.Equal(["a", "b", "c", "d"], (await ReadAllAsync(topic)).Select(result => result.Message.Value));
        Assert.Equal(["a", "b", "c", "x", "y", "z", "d"], (await ReadAllAsync(topic, IsolationLevel.ReadUncommitted)).Select(result => result.Message.Value));
    }

    [Fact]
    public async Task ControlRecords_TakeOffsets()
    {
        var topic = await CreateTopicAsync();
        var producer = await StartAsync(Name("tx"));

        await InTransactionAsync(producer, commit: true, topic, "a", "b", "c");
        await InTransactionAsync(producer, commit: false, topic, "x", "y", "z");
        await InTransactionAsync(producer, commit: true, topic, "d");
        await Producer().ProduceAsync(topic, new() { Value = "plain" }, Token);

        Assert.Equal([0, 1, 2, 8, 10], (await ReadAllAsync(topic)).Select(result => result.Offset.Value));
        Assert.Equal(11, await (await ConnectAsync()).LatestAsync(topic));
    }

    [Fact]
    public async Task Open_BlocksReadCommittedUntilItEnds()
    {
        var topic = await CreateTopicAsync();
        var producer = await StartAsync(Name("tx"));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, new() { Value = "open" }, Token);
        await Producer().ProduceAsync(topic, new() { Value = "plain" }, Token);

        Assert.Empty(await ReadAllAsync(topic));
        Assert.Equal(["open", "plain"], (await ReadAllAsync(topic, IsolationLevel.ReadUncommitted)).Select(result => result.Message.Value));
        await Task.Run(() => producer.CommitTransaction(Deadline), Token);
        Assert.Equal(["open", "plain"], (await ReadAllAsync(topic)).Select(result => result.Message.Value));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, -1)]
    public async Task SendOffsets_FollowTheTransaction(bool commit, long expected)
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("1", "2", "3"));
        var consumer = Consumer(group);
        consumer.Subscribe(topic);
        await TakeAsync(consumer, 3);
        var producer = await StartAsync(Name("tx"));

        producer.BeginTransaction();
        await Task.Run(() => producer.SendOffsetsToTransaction([new(topic, 0, 3)], consumer.ConsumerGroupMetadata, Deadline), Token);
        await producer.ProduceAsync(topic, new() { Value = "result" }, Token);
        await Task.Run(() => End(producer, commit), Token);

        await Eventually.AnswersAsync($"the group's offset {expected}", () => connection.CommittedAsync(group, topic), offset => offset != expected, Token);
    }

    [Fact]
    public async Task SendOffsets_OfAMemberThatLeft_AbortsTheTransaction()
    {
        var (topic, group) = (await CreateTopicAsync(), Name("group"));
        await (await ConnectAsync()).ProduceAsync(topic, RecordBatch.Of("1"));
        var consumer = Consumer(group);
        consumer.Subscribe(topic);
        await TakeAsync(consumer, 1);
        var member = consumer.ConsumerGroupMetadata;
        await Task.Run(consumer.Close, Token);
        var producer = await StartAsync(Name("tx"));
        producer.BeginTransaction();

        var failure = await Assert.ThrowsAsync<KafkaTxnRequiresAbortException>(() => Task.Run(() => producer.SendOffsetsToTransaction([new(topic, 0, 1)], member, Deadline), Token));

        Assert.Equal(ErrorCode.UnknownMemberId, failure.Error.Code);
        await Task.Run(() => producer.AbortTransaction(Deadline), Token);
        Assert.Equal(-1, await (await ConnectAsync()).CommittedAsync(group, topic));
    }

    [Fact]
    public async Task SecondProducer_FencesTheFirst()
    {
        var (topic, id) = (await CreateTopicAsync(), Name("tx"));
        var first = await StartAsync(id);
        first.BeginTransaction();
        await first.ProduceAsync(topic, new() { Value = "zombie" }, Token);

        var second = await StartAsync(id);

        var failure = await Assert.ThrowsAnyAsync<KafkaException>(() => Task.Run(() => first.CommitTransaction(Deadline), Token));
        Assert.Equal(ErrorCode.Local_Fenced, failure.Error.Code);
        Assert.True(failure.Error.IsFatal);
        await InTransactionAsync(second, commit: true, topic, "good");
        Assert.Equal(["good"], (await ReadAllAsync(topic)).Select(result => result.Message.Value));
    }

    [Fact]
    public async Task ManyTransactions_OverPartitions_AreWholeOrAbsent()
    {
        var topic = await CreateTopicAsync(partitions: 3);
        var producer = await StartAsync(Name("tx"));
        for (var number = 0; number < 20; number++)
        {
            producer.BeginTransaction();
            await Task.WhenAll(Enumerable.Range(0, 3).Select(partition => producer.ProduceAsync(new TopicPartition(topic, partition), new() { Value = $"{number}" }, Token)));
            await Task.Run(() => End(producer, commit: number % 3 != 0), Token);
        }
        var consumer = Consumer(Name("group"), config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        consumer.Assign(Enumerable.Range(0, 3).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));

        var expected = Enumerable.Range(0, 20).Where(number => number % 3 != 0).SelectMany(number => Enumerable.Repeat(number, 3));
        var taken = await TakeAsync(consumer, expected.Count());

        Assert.Equal(expected, taken.Select(result => int.Parse(result.Message.Value!, System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    private static void End(IProducer<string?, string?> producer, bool commit)
    {
        if (commit) producer.CommitTransaction(Deadline);
        else producer.AbortTransaction(Deadline);
    }

    private static async Task InTransactionAsync(IProducer<string?, string?> producer, bool commit, string topic, params string[] values)
    {
        producer.BeginTransaction();
        foreach (var value in values) await producer.ProduceAsync(topic, new() { Value = value }, Token);
        await Task.Run(() => End(producer, commit), Token);
    }

    private async Task<IProducer<string?, string?>> StartAsync(string transactionalId)
    {
        var producer = Producer(config => config.TransactionalId = transactionalId);
        await Task.Run(() => producer.InitTransactions(Deadline), Token);
        return producer;
    }
}

public sealed class TransactionTestsOnKafka(RealBroker broker) : TransactionTests(broker);

public sealed class TransactionTestsOnDevBroker(DevelopmentBroker broker) : TransactionTests(broker);
