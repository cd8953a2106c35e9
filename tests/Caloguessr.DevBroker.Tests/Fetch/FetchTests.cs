using System.Diagnostics;
using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Fetch;

/// <summary>Fetch: bounds, long polls, sessions.</summary>
public abstract class FetchTests(Broker broker) : BehaviourTest(broker)
{
    private const int Long = 600_000;

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public async Task Fetch_EachVersion_HasTheRecords(int version)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.OfKeys(("k", "a"), (null, "b")));

        var fetched = await connection.FetchAsync(topic, 0, version: version);

        Assert.Equal((ErrorCode.NoError, 2, 2), (fetched.Error, fetched.HighWatermark, fetched.LastStableOffset));
        Assert.Equal([(0, "k", "a"), (1, null, "b")], fetched.Records);
        Assert.True(fetched.Batches[0].CrcIsRight);
    }

    [Fact]
    public async Task Fetch_InsideABatch_HasTheWholeBatch()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b", "c"));
        await connection.ProduceAsync(topic, RecordBatch.Of("d"));

        Assert.Equal(["a", "b", "c", "d"], (await connection.FetchAsync(topic, 1)).Values);
        Assert.Equal(["d"], (await connection.FetchAsync(topic, 3)).Values);
    }

    [Theory]
    [InlineData(3, ErrorCode.OffsetOutOfRange)]
    [InlineData(-1, ErrorCode.OffsetOutOfRange)]
    [InlineData(2, ErrorCode.NoError)]
    public async Task Fetch_Offset_IsChecked(long offset, ErrorCode expected)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b"));

        var fetched = await connection.FetchAsync(topic, offset);

        Assert.Equal(expected, fetched.Error);
        Assert.Empty(fetched.Bytes);
    }

    [Fact]
    public async Task Fetch_UnknownTopicOrPartition_AnswersAtOnce()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        Assert.Equal((ErrorCode.UnknownTopicOrPart, -1), ((await connection.FetchAsync(Name("none"), 0, new() { MaxWaitMilliseconds = Long })) is var none ? (none.Error, none.HighWatermark) : default));
        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await connection.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = Long }, partition: 1)).Error);
    }

    [Fact]
    public async Task Fetch_OneOfTwoPartitionsHasAnError_AnswersAtOnce()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        var answer = await connection.CallAsync(Api.Fetch, 10, LogCalls.FetchBody(new() { MaxWaitMilliseconds = Long }, 10, topic, (0, 0), (0, 5)));

        Assert.NotEqual(0, answer.Left);
    }

    [Fact]
    public async Task Fetch_LimitSmallerThanABatch_StillHasTheFirst()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        for (var number = 0; number < 3; number++) await connection.ProduceAsync(topic, RecordBatch.Of(new string((char)('a' + number), 1000)));

        var fetched = await connection.FetchAsync(topic, 0, new() { PartitionMaxBytes = 10, MaxBytes = 10 });

        Assert.Equal([new string('a', 1000)], fetched.Values);
    }

    [Fact]
    public async Task Fetch_Limit_EndsTheAnswer()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        for (var number = 0; number < 10; number++) await connection.ProduceAsync(topic, RecordBatch.Of(new string('a', 1000)));

        var fetched = await connection.FetchAsync(topic, 0, new() { PartitionMaxBytes = 2500 });

        Assert.Equal(2, fetched.Batches.Count);
        Assert.True(fetched.Bytes.Length <= 2500);
    }

    [Fact]
    public async Task LongPoll_NothingThere_WaitsAndAnswersEmpty()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var watch = Stopwatch.StartNew();

        var fetched = await connection.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = 500 });

        Assert.Equal((ErrorCode.NoError, 0), (fetched.Error, fetched.Bytes.Length));
        Assert.True(watch.ElapsedMilliseconds >= 490, $"answered after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task LongPoll_Append_WakesIt()
    {
        var topic = await CreateTopicAsync();
        var (reader, writer) = (await ConnectAsync(), await ConnectAsync());
        var polling = reader.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = Long });

        await writer.ProduceAsync(topic, RecordBatch.Of("news"));

        Assert.Equal(["news"], (await polling).Values);
    }

    [Fact]
    public async Task LongPoll_ManyReaders_AllWake()
    {
        var topic = await CreateTopicAsync();
        var readers = new List<Task<Fetched>>();
        for (var number = 0; number < 50; number++) readers.Add((await ConnectAsync()).FetchAsync(topic, 0, new() { MaxWaitMilliseconds = Long }));

        await (await ConnectAsync()).ProduceAsync(topic, RecordBatch.Of("news"));

        Assert.All(await Task.WhenAll(readers), fetched => Assert.Equal(["news"], fetched.Values));
    }

    [Fact]
    public async Task LongPoll_TopicDeleted_IsAnswered()
    {
        var topic = await CreateTopicAsync();
        var (reader, writer) = (await ConnectAsync(), await ConnectAsync());
        var polling = reader.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = Long });

        await writer.DeleteTopicAsync(topic);

        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await polling).Error);
    }

    [Fact]
    public async Task LongPoll_MinBytes_WaitsForEnough()
    {
        var topic = await CreateTopicAsync();
        var (reader, writer) = (await ConnectAsync(), await ConnectAsync());
        var polling = reader.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = Long, MinBytes = 2500 });

        for (var number = 0; number < 3; number++) await writer.ProduceAsync(topic, RecordBatch.Of(new string('x', 1000)));

        Assert.Equal(3, (await polling).Records.Count);
    }

    [Fact]
    public async Task LongPoll_Commit_WakesReadCommitted()
    {
        var (topic, id) = (await CreateTopicAsync(), Name("tx"));
        var (reader, writer) = (await ConnectAsync(), await ConnectAsync());
        var (_, producer, epoch) = await writer.InitProducerIdAsync(id);
        await writer.AddPartitionAsync(id, producer, epoch, topic);
        await writer.ProduceAsync(topic, RecordBatch.Of("inside").From(producer, epoch, 0, transactional: true), transactionalId: id);
        var polling = reader.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = Long, ReadCommitted = true });

        await writer.EndAsync(id, producer, epoch, commit: true);

        Assert.Equal(["inside"], (await polling).Values);
    }

    [Fact]
    public async Task Session_Unknown_IsRefused()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        var answer = LogCalls.ReadFetched(await connection.CallAsync(Api.Fetch, 10, LogCalls.FetchBody(new() { SessionId = 12345, SessionEpoch = 1 }, 10, topic, (0, 0))), 10);

        Assert.Equal(ErrorCode.FetchSessionIdNotFound, answer.Error);
    }

    [Fact]
    public async Task Session_New_IsAnsweredInFull()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a"));

        var answer = LogCalls.ReadFetched(await connection.CallAsync(Api.Fetch, 10, LogCalls.FetchBody(new() { SessionEpoch = 0 }, 10, topic, (0, 0))), 10);

        // The session id is Kafka's own matter: 0 where a broker makes none.
        Assert.Equal(ErrorCode.NoError, answer.Error);
        Assert.Equal(["a"], answer.Partitions[0].Values);
    }

    [Fact]
    public async Task Session_None_IsAnsweredInFull()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a"));

        for (var round = 0; round < 2; round++)
        {
            var answer = LogCalls.ReadFetched(await connection.CallAsync(Api.Fetch, 10, LogCalls.FetchBody(new(), 10, topic, (0, 0))), 10);
            Assert.Equal((ErrorCode.NoError, 0), (answer.Error, answer.Session));
            Assert.Equal(["a"], answer.Partitions[0].Values);
        }
    }

    [Fact]
    public async Task Consumer_FarBehind_GetsEveryRecordInOrder()
    {
        const int Count = 200_000;
        var topic = await CreateTopicAsync();
        var producer = Producer(config => (config.LingerMs, config.QueueBufferingMaxMessages) = (20, Count + 1));
        await Task.Run(() =>
        {
            for (var number = 0; number < Count; number++) producer.Produce(topic, new() { Value = $"{number}" });
            producer.Flush(Token);
        }, Token);
        var consumer = Consumer(Name("group"));
        consumer.Subscribe(topic);

        var taken = await TakeAsync(consumer, Count);

        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"{number}"), taken.Select(result => result.Message.Value));
    }
}

public sealed class FetchTestsOnKafka(RealBroker broker) : FetchTests(broker);

public sealed class FetchTestsOnDevBroker(DevelopmentBroker broker) : FetchTests(broker);
