using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Transactions;

/// <summary>The transaction calls (KIP-98), request by request.</summary>
public abstract class TransactionWireTests(Broker broker) : BehaviourTest(broker)
{
    private static readonly FetchOptions Committed = new() { ReadCommitted = true };

    [Fact]
    public async Task Init_Again_KeepsTheIdAndRaisesTheEpoch()
    {
        var connection = await ConnectAsync();
        var id = Name("tx");

        var (first, second) = (await connection.InitProducerIdAsync(id), await connection.InitProducerIdAsync(id));

        Assert.Equal((ErrorCode.NoError, (short)0), (first.Error, first.Epoch));
        Assert.Equal((ErrorCode.NoError, first.ProducerId, (short)1), (second.Error, second.ProducerId, second.Epoch));
    }

    [Theory]
    [InlineData(0, ErrorCode.InvalidTransactionTimeout)]
    [InlineData(-1, ErrorCode.InvalidTransactionTimeout)]
    [InlineData(900_000, ErrorCode.NoError)]
    [InlineData(900_001, ErrorCode.InvalidTransactionTimeout)]
    public async Task Init_Timeout_IsChecked(int milliseconds, ErrorCode expected) =>
        Assert.Equal(expected, (await (await ConnectAsync()).InitProducerIdAsync(Name("tx"), milliseconds)).Error);

    [Fact]
    public async Task Init_EmptyTransactionalId_IsInvalidRequest() => Assert.Equal(ErrorCode.InvalidRequest, (await (await ConnectAsync()).InitProducerIdAsync("")).Error);

    [Fact]
    public async Task Fetch_OpenTransaction_EndsAtTheLastStableOffset()
    {
        var open = await BeginAsync();
        await open.Connection.ProduceAsync(open.Topic, RecordBatch.Of("before"));
        await open.ProduceAsync("inside");
        await open.Connection.ProduceAsync(open.Topic, RecordBatch.Of("after"));

        var committed = await open.Connection.FetchAsync(open.Topic, 0, Committed);
        var all = await open.Connection.FetchAsync(open.Topic, 0);

        Assert.Equal((3, 1), (committed.HighWatermark, committed.LastStableOffset));
        Assert.Equal(["before"], committed.Values);
        Assert.Equal(["before", "inside", "after"], all.Values);
        Assert.Equal(1, (await open.Connection.ListOffsetAsync(open.Topic, -1, readCommitted: true)).Offset);
        Assert.Equal(3, (await open.Connection.ListOffsetAsync(open.Topic, -1)).Offset);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task End_WritesAControlBatch(bool commit, int type)
    {
        var open = await BeginAsync();
        await open.ProduceAsync("inside");

        Assert.Equal(ErrorCode.NoError, await open.EndAsync(commit));

        await Eventually.AnswersAsync("the control batch", () => open.Connection.LatestAsync(open.Topic), end => end != 2, Token);
        var fetched = await open.Connection.FetchAsync(open.Topic, 0, Committed);
        var control = fetched.Batches[1];
        Assert.Equal(RecordBatch.Transactional | RecordBatch.Control, control.Attributes);
        Assert.Equal((open.ProducerId, -1, 1, 1), (control.ProducerId, control.BaseSequence, control.BaseOffset, control.LastOffset));
        // Key: version 0 and the type; value: version 0 and the coordinator's epoch.
        Assert.Equal([0, 0, 0, (byte)type], control.Records[0].Key!);
        Assert.Equal(6, control.Records[0].Value!.Length);
        Assert.Equal(commit ? [] : [(open.ProducerId, 0L)], fetched.Aborted);
        Assert.Equal(2, fetched.LastStableOffset);
    }

    [Fact]
    public async Task Fetch_ReadUncommitted_NamesNoAbortedTransaction()
    {
        var open = await BeginAsync();
        await open.ProduceAsync("inside");
        await open.EndAsync(commit: false);
        await Eventually.AnswersAsync("the control batch", () => open.Connection.LatestAsync(open.Topic), end => end != 2, Token);

        Assert.Empty((await open.Connection.FetchAsync(open.Topic, 0)).Aborted);
        Assert.Empty((await open.Connection.FetchAsync(open.Topic, 2, Committed)).Aborted);
    }

    [Fact]
    public async Task End_WithoutATransaction_IsInvalidState()
    {
        var connection = await ConnectAsync();
        var id = Name("tx");
        var (_, producer, epoch) = await connection.InitProducerIdAsync(id);

        Assert.Equal(ErrorCode.InvalidTxnState, await connection.EndAsync(id, producer, epoch, commit: true));
        Assert.Equal(ErrorCode.InvalidTxnState, await connection.EndAsync(id, producer, epoch, commit: false));
    }

    [Fact]
    public async Task End_SentAgain_IsFineTheOtherWayIsNot()
    {
        var open = await BeginAsync();
        await open.ProduceAsync("inside");
        await open.EndAsync(commit: true);

        Assert.Equal(ErrorCode.NoError, await open.EndAsync(commit: true));
        Assert.Equal(ErrorCode.InvalidTxnState, await open.EndAsync(commit: false));
    }

    [Fact]
    public async Task Transactions_OneAfterTheOther_GoOnWithTheSequence()
    {
        var open = await BeginAsync();
        await open.ProduceAsync("one");
        await open.EndAsync(commit: true);

        Assert.Equal(ErrorCode.NoError, await open.Connection.AddPartitionAsync(open.Id, open.ProducerId, open.Epoch, open.Topic));
        await open.ProduceAsync("two", sequence: 1);
        Assert.Equal(ErrorCode.NoError, await open.EndAsync(commit: true));

        await Eventually.AnswersAsync("both transactions", async () => (await open.Connection.FetchAsync(open.Topic, 0, Committed)).Values.Count, count => count != 2, Token);
    }

    [Fact]
    public async Task Produce_WithoutAddPartitions_IsInvalidState()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var id = Name("tx");
        var (_, producer, epoch) = await connection.InitProducerIdAsync(id);

        var produced = await connection.ProduceAsync(topic, RecordBatch.Of("x").From(producer, epoch, 0, transactional: true), transactionalId: id);

        Assert.Equal(ErrorCode.InvalidTxnState, produced.Error);
        Assert.Equal(0, await connection.LatestAsync(topic));
    }

    [Fact]
    public async Task Produce_AfterTheEnd_IsInvalidState()
    {
        var open = await BeginAsync();
        await open.ProduceAsync("inside");
        await open.EndAsync(commit: true);
        await Eventually.AnswersAsync("the control batch", () => open.Connection.LatestAsync(open.Topic), end => end != 2, Token);

        var late = RecordBatch.Of("late").From(open.ProducerId, open.Epoch, 1, transactional: true);

        Assert.Equal(ErrorCode.InvalidTxnState, (await open.Connection.ProduceAsync(open.Topic, late, transactionalId: open.Id)).Error);
    }

    [Fact]
    public async Task Produce_NotTransactionalInsideATransaction_IsInvalidState()
    {
        var open = await BeginAsync();
        await open.ProduceAsync("inside");

        var plain = RecordBatch.Of("plain").From(open.ProducerId, open.Epoch, 1);

        Assert.Equal(ErrorCode.InvalidTxnState, (await open.Connection.ProduceAsync(open.Topic, plain)).Error);
    }

    [Fact]
    public async Task Calls_OfAFencedProducer_AreRefused()
    {
        var open = await BeginAsync();
        var group = Name("group");
        await open.ProduceAsync("zombie");
        await open.Connection.InitProducerIdAsync(open.Id);

        Assert.Equal(ErrorCode.InvalidProducerEpoch, await open.Connection.AddPartitionAsync(open.Id, open.ProducerId, open.Epoch, open.Topic));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await open.Connection.AddOffsetsAsync(open.Id, open.ProducerId, open.Epoch, group));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await open.EndAsync(commit: true));
        var late = RecordBatch.Of("late").From(open.ProducerId, open.Epoch, 1, transactional: true);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await open.Connection.ProduceAsync(open.Topic, late, transactionalId: open.Id)).Error);
        Assert.DoesNotContain("late", (await open.Connection.FetchAsync(open.Topic, 0, Committed)).Values);
    }

    [Fact]
    public async Task Init_WithAnOpenTransaction_AbortsIt()
    {
        var open = await BeginAsync();
        await open.ProduceAsync("zombie");

        var next = await open.Connection.InitProducerIdAsync(open.Id);

        Assert.Equal((ErrorCode.NoError, open.ProducerId), (next.Error, next.ProducerId));
        Assert.True(next.Epoch > open.Epoch);
        var fetched = await open.Connection.FetchAsync(open.Topic, 0, Committed);
        Assert.Equal((2, 2), (fetched.HighWatermark, fetched.LastStableOffset));
        Assert.Equal([(open.ProducerId, 0L)], fetched.Aborted);
    }

    [Fact]
    public async Task Calls_OfAnotherProducer_AreInvalidMapping()
    {
        var connection = await ConnectAsync();
        var topic = await CreateTopicAsync();
        var id = Name("tx");
        var (_, producer, epoch) = await connection.InitProducerIdAsync(id);

        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await connection.AddPartitionAsync(id, producer + 1_000_000, epoch, topic));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await connection.EndAsync(id, producer + 1_000_000, epoch, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await connection.EndAsync(Name("none"), producer, epoch, commit: true));
    }

    [Fact]
    public async Task AddPartitions_UnknownTopic_IsUnknownTopic()
    {
        var connection = await ConnectAsync();
        var id = Name("tx");
        var (_, producer, epoch) = await connection.InitProducerIdAsync(id);

        Assert.Equal(ErrorCode.UnknownTopicOrPart, await connection.AddPartitionAsync(id, producer, epoch, Name("none")));
    }

    [Fact]
    public async Task Timeout_AbortsAndFences()
    {
        var open = await BeginAsync(timeoutMilliseconds: 1_000);
        await open.ProduceAsync("slow");

        await Eventually.AnswersAsync("the abort of the transaction", async () => (await open.Connection.FetchAsync(open.Topic, 0, Committed)).LastStableOffset, end => end != 2, Token);

        var fetched = await open.Connection.FetchAsync(open.Topic, 0, Committed);
        Assert.Equal([(open.ProducerId, 0L)], fetched.Aborted);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await open.EndAsync(commit: true));
        Assert.Equal(ErrorCode.NoError, (await open.Connection.InitProducerIdAsync(open.Id)).Error);
    }

    [Fact]
    public async Task Interleaved_EndInAnotherOrder_AreToldApart()
    {
        var first = await BeginAsync();
        var connection = first.Connection;
        var id = Name("tx");
        var (_, producer, epoch) = await connection.InitProducerIdAsync(id);
        await connection.AddPartitionAsync(id, producer, epoch, first.Topic);
        var second = first with { Id = id, ProducerId = producer, Epoch = epoch };
        await first.ProduceAsync("first 0");
        await second.ProduceAsync("second 0");
        await first.ProduceAsync("first 1", sequence: 1);

        await second.EndAsync(commit: true);
        await Eventually.AnswersAsync("the second's control batch", () => connection.LatestAsync(first.Topic), end => end != 4, Token);
        Assert.Equal((4, 0), ((await connection.FetchAsync(first.Topic, 0, Committed)) is var open ? (open.HighWatermark, open.LastStableOffset) : default));
        await first.EndAsync(commit: false);
        await Eventually.AnswersAsync("the first's control batch", () => connection.LatestAsync(first.Topic), end => end != 5, Token);

        var fetched = await connection.FetchAsync(first.Topic, 0, Committed);
        Assert.Equal((5, 5), (fetched.HighWatermark, fetched.LastStableOffset));
        Assert.Equal([(first.ProducerId, 0L)], fetched.Aborted);
        Assert.Equal(["second 0"], (await ReadAllAsync(first.Topic)).Select(result => result.Message.Value));
    }

    [Fact]
    public async Task TxnOffsetCommit_IsPendingUntilTheEnd()
    {
        var open = await BeginAsync();
        var group = Name("group");
        Assert.Equal(ErrorCode.NoError, await open.Connection.CommitAsync(group, open.Topic, 1));
        Assert.Equal(ErrorCode.NoError, await open.Connection.AddOffsetsAsync(open.Id, open.ProducerId, open.Epoch, group));

        Assert.Equal(ErrorCode.NoError, await open.Connection.TxnCommitAsync(open.Id, group, open.ProducerId, open.Epoch, open.Topic, 9));

        Assert.Equal(1, await open.Connection.CommittedAsync(group, open.Topic));
        Assert.Equal(ErrorCode.NoError, await open.EndAsync(commit: true));
        await Eventually.AnswersAsync("the offset of the transaction", () => open.Connection.CommittedAsync(group, open.Topic), offset => offset != 9, Token);
    }

    [Fact]
    public async Task TxnOffsetCommit_Aborted_LeavesTheOldOffset()
    {
        var open = await BeginAsync();
        var group = Name("group");
        await open.Connection.CommitAsync(group, open.Topic, 1);
        await open.Connection.AddOffsetsAsync(open.Id, open.ProducerId, open.Epoch, group);
        await open.Connection.TxnCommitAsync(open.Id, group, open.ProducerId, open.Epoch, open.Topic, 9);

        Assert.Equal(ErrorCode.NoError, await open.EndAsync(commit: false));
        // The next transaction can begin only when this one is complete.
        Assert.Equal(ErrorCode.NoError, await open.Connection.AddPartitionAsync(open.Id, open.ProducerId, open.Epoch, open.Topic));
        Assert.Equal(1, await open.Connection.CommittedAsync(group, open.Topic));
    }

    private async Task<Open> BeginAsync(int timeoutMilliseconds = 60_000)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var id = Name("tx");
        var (error, producer, epoch) = await connection.InitProducerIdAsync(id, timeoutMilliseconds);
        Assert.Equal(ErrorCode.NoError, error);
        Assert.Equal(ErrorCode.NoError, await connection.AddPartitionAsync(id, producer, epoch, topic));
        return new(connection, topic, id, producer, epoch);
    }

    /// <summary>A transaction that has partition 0 of its topic.</summary>
    private sealed record Open(WireConnection Connection, string Topic, string Id, long ProducerId, short Epoch)
    {
        public async Task ProduceAsync(string value, int sequence = 0)
        {
            var produced = await Connection.ProduceAsync(Topic, RecordBatch.Of(value).From(ProducerId, Epoch, sequence, transactional: true), transactionalId: Id);
            Assert.Equal(ErrorCode.NoError, produced.Error);
        }

        public Task<ErrorCode> EndAsync(bool commit) => Connection.EndAsync(Id, ProducerId, Epoch, commit);
    }
}

public sealed class TransactionWireTestsOnKafka(RealBroker broker) : TransactionWireTests(broker);

public sealed class TransactionWireTestsOnDevBroker(DevelopmentBroker broker) : TransactionWireTests(broker);
