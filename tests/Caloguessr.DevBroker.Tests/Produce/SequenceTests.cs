using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Produce;

/// <summary>Sequence numbers and epochs of idempotent producers (KIP-98).</summary>
public abstract class SequenceTests(Broker broker) : BehaviourTest(broker)
{
    [Fact]
    public async Task InitProducerId_NoTransactionalId_IsNewEachTime()
    {
        var connection = await ConnectAsync();

        var (first, second) = (await connection.InitProducerIdAsync(null), await connection.InitProducerIdAsync(null));

        Assert.Equal((ErrorCode.NoError, (short)0), (first.Error, first.Epoch));
        Assert.Equal((ErrorCode.NoError, (short)0), (second.Error, second.Epoch));
        Assert.NotEqual(first.ProducerId, second.ProducerId);
    }

    [Fact]
    public async Task Batch_SentAgain_AnswersItsOffsetAndIsThereOnce()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b").From(producer, 0, 0));
        await connection.ProduceAsync(topic, RecordBatch.Of("c").From(producer, 0, 2));

        var again = await connection.ProduceAsync(topic, RecordBatch.Of("a", "b").From(producer, 0, 0));

        Assert.Equal((ErrorCode.NoError, 0), (again.Error, again.BaseOffset));
        Assert.Equal(["a", "b", "c"], (await connection.FetchAsync(topic, 0)).Values);
    }

    [Fact]
    public async Task Batch_LastFive_AreKnownAsRepeats()
    {
        var (topic, connection, producer) = await StartAsync();
        for (var sequence = 0; sequence < 7; sequence++) await connection.ProduceAsync(topic, RecordBatch.Of($"{sequence}").From(producer, 0, sequence));

        var fifth = await connection.ProduceAsync(topic, RecordBatch.Of("2").From(producer, 0, 2));
        var sixth = await connection.ProduceAsync(topic, RecordBatch.Of("1").From(producer, 0, 1));

        Assert.Equal((ErrorCode.NoError, 2), (fifth.Error, fifth.BaseOffset));
        Assert.Equal((ErrorCode.OutOfOrderSequenceNumber, -1), (sixth.Error, sixth.BaseOffset));
        Assert.Equal(7, await connection.LatestAsync(topic));
    }

    [Fact]
    public async Task Batch_AfterAGap_IsOutOfOrder()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a").From(producer, 0, 0));

        Assert.Equal(new(ErrorCode.OutOfOrderSequenceNumber, -1, -1, 0), await connection.ProduceAsync(topic, RecordBatch.Of("c").From(producer, 0, 2)));
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("b").From(producer, 0, 1))).Error);
        Assert.Equal(["a", "b"], (await connection.FetchAsync(topic, 0)).Values);
    }

    [Fact]
    public async Task Batch_OverlapsTheLast_IsOutOfOrder()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b").From(producer, 0, 0));

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await connection.ProduceAsync(topic, RecordBatch.Of("b", "c").From(producer, 0, 1))).Error);
    }

    [Fact]
    public async Task Batch_FirstOfAnUnknownProducer_MayStartAnywhere()
    {
        var (topic, connection, producer) = await StartAsync();

        // The producer's earlier records may have been deleted (KIP-360).
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("x").From(producer, 0, 5))).Error);
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("y").From(producer, 0, 6))).Error);
    }

    [Fact]
    public async Task Epoch_Older_IsInvalid()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a").From(producer, 1, 0));

        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await connection.ProduceAsync(topic, RecordBatch.Of("b").From(producer, 0, 1))).Error);
        Assert.Equal(1, await connection.LatestAsync(topic));
    }

    [Fact]
    public async Task Epoch_Newer_StartsAtZero()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b").From(producer, 0, 0));

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await connection.ProduceAsync(topic, RecordBatch.Of("c").From(producer, 1, 2))).Error);
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("c").From(producer, 1, 0))).Error);
        Assert.Equal(["a", "b", "c"], (await connection.FetchAsync(topic, 0)).Values);
    }

    [Fact]
    public async Task Sequence_AfterTheLargest_GoesOnAtZero()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a").From(producer, 0, int.MaxValue));

        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("b").From(producer, 0, 0))).Error);
        Assert.Equal(["a", "b"], (await connection.FetchAsync(topic, 0)).Values);
    }

    [Fact]
    public async Task Sequence_OfEachPartition_IsItsOwn()
    {
        var topic = await CreateTopicAsync(partitions: 2);
        var connection = await ConnectAsync();
        var (_, producer, _) = await connection.InitProducerIdAsync(null);
        byte[] First() => RecordBatch.Of("x").From(producer, 0, 0).Encode();

        var answer = await connection.CallAsync(Api.Produce, 7, LogCalls.ProduceBody(-1, null, topic, (0, First()), (1, First())));

        Assert.All(LogCalls.ReadProduced(answer, 7).Values, produced => Assert.Equal(ErrorCode.NoError, produced.Error));
    }

    [Fact]
    public async Task Sequence_MissingWithAProducerId_IsInvalid()
    {
        var (topic, connection, producer) = await StartAsync();

        Assert.Equal(ErrorCode.InvalidRecord, (await connection.ProduceAsync(topic, RecordBatch.Of("x").From(producer, 0, -1))).Error);
    }

    [Fact]
    public async Task Fetch_CarriesProducerEpochAndSequence()
    {
        var (topic, connection, producer) = await StartAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b").From(producer, 3, 0));

        var batch = Assert.Single((await connection.FetchAsync(topic, 0)).Batches);

        Assert.Equal((producer, 3, 0), (batch.ProducerId, batch.ProducerEpoch, batch.BaseSequence));
    }

    [Fact]
    public async Task Client_Idempotent_WritesEachRecordOnceInOrder()
    {
        var topic = await CreateTopicAsync();
        var producer = Producer(config => config.EnableIdempotence = true);

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number => producer.ProduceAsync(topic, new() { Value = $"{number}" }, Token)));

        Assert.Equal(Enumerable.Range(0, 2_000).Select(number => $"{number}"), (await ReadAllAsync(topic)).Select(result => result.Message.Value));
    }

    private async Task<(string Topic, WireConnection Connection, long ProducerId)> StartAsync()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        return (topic, connection, (await connection.InitProducerIdAsync(null)).ProducerId);
    }
}

public sealed class SequenceTestsOnKafka(RealBroker broker) : SequenceTests(broker);

public sealed class SequenceTestsOnDevBroker(DevelopmentBroker broker) : SequenceTests(broker);
