using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Offsets;

/// <summary>ListOffsets: start, end, and the first record at a time or later.</summary>
public abstract class OffsetTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task ListOffsets_EachVersion_KnowsStartEndAndTime(int version)
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, Times(1000, 2000, 3000));

        Assert.Equal((ErrorCode.NoError, -1, 0), await connection.ListOffsetAsync(topic, -2, version));
        Assert.Equal((ErrorCode.NoError, -1, 3), await connection.ListOffsetAsync(topic, -1, version));
        Assert.Equal((ErrorCode.NoError, 2000, 1), await connection.ListOffsetAsync(topic, 2000, version));
    }

    [Theory]
    [InlineData(0, 1000, 0)]
    [InlineData(1000, 1000, 0)]
    [InlineData(1001, 2000, 1)]
    [InlineData(2500, 3000, 2)]
    [InlineData(3001, 4000, 3)]
    [InlineData(5000, 5000, 4)]
    [InlineData(5001, -1, -1)]
    public async Task ListOffsets_Time_IsTheFirstRecordThenOrLater(long asked, long timestamp, long offset)
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, Times(1000, 2000, 3000));
        await connection.ProduceAsync(topic, Times(4000, 5000));

        Assert.Equal((ErrorCode.NoError, timestamp, offset), await connection.ListOffsetAsync(topic, asked));
    }

    [Fact]
    public async Task ListOffsets_TimesOutOfOrder_IsTheFirstByOffset()
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, Times(1000));
        await connection.ProduceAsync(topic, Times(9000));
        await connection.ProduceAsync(topic, Times(5000));

        Assert.Equal((ErrorCode.NoError, 9000, 1), await connection.ListOffsetAsync(topic, 4000));
    }

    [Fact]
    public async Task ListOffsets_Empty_StartsAndEndsAtZero()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        Assert.Equal((0, 0), (await connection.EarliestAsync(topic), await connection.LatestAsync(topic)));
        Assert.Equal((ErrorCode.NoError, -1, -1), await connection.ListOffsetAsync(topic, 0));
    }

    [Fact]
    public async Task ListOffsets_UnknownTopicOrPartition_SaysSo()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        Assert.Equal((ErrorCode.UnknownTopicOrPart, -1, -1), await connection.ListOffsetAsync(Name("none"), -1));
        Assert.Equal((ErrorCode.UnknownTopicOrPart, -1, -1), await connection.ListOffsetAsync(topic, -1, partition: 1));
    }

    [Fact]
    public async Task ListOffsets_AfterDeletedRecords_SkipsThem()
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, Times(1000, 2000, 3000));
        await connection.ProduceAsync(topic, Times(4000));
        await connection.DeleteRecordsAsync(topic, 3);

        Assert.Equal((ErrorCode.NoError, 4000, 3), await connection.ListOffsetAsync(topic, 0));
    }

    [Fact]
    public async Task ListOffsets_AfterDeletedRecordsOfABatch_SkipsThem()
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, Times(1000, 2000, 3000));
        await connection.DeleteRecordsAsync(topic, 1);

        Assert.Equal((ErrorCode.NoError, 2000, 1), await connection.ListOffsetAsync(topic, 0));
    }

    [Fact]
    public async Task OffsetsForTimes_BeyondTheEnd_IsEnd()
    {
        var topic = await CreateTopicAsync(2, KeepsAll);
        var producer = Producer();
        await producer.ProduceAsync(new TopicPartition(topic, 0), new() { Value = "x", Timestamp = new(1000, TimestampType.CreateTime) }, Token);
        var consumer = Consumer(Name("group"));

        var found = await Task.Run(() => consumer.OffsetsForTimes(
            [new(topic, 0, new(500, TimestampType.CreateTime)), new(topic, 1, new(500, TimestampType.CreateTime))], TimeSpan.FromSeconds(30)), Token);

        Assert.Equal([0, Offset.End.Value], found.Select(one => one.Offset.Value));
    }

    [Fact]
    public async Task QueryWatermarks_TellStartAndEnd()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b", "c"));
        await connection.DeleteRecordsAsync(topic, 1);

        var found = await Task.Run(() => Consumer(Name("group")).QueryWatermarkOffsets(new(topic, 0), TimeSpan.FromSeconds(30)), Token);

        Assert.Equal((1, 3), (found.Low.Value, found.High.Value));
    }

    [Fact]
    public async Task AutoOffsetReset_OutOfRange_GoesWhereItIsTold()
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b"));
        var consumer = Consumer(Name("group"));

        consumer.Assign(new TopicPartitionOffset(topic, 0, 100));

        Assert.Equal("a", (await TakeAsync(consumer, 1))[0].Message.Value);
    }

    private static RecordBatch Times(params long[] timestamps) => new()
    {
        FirstTimestamp = timestamps[0], Records = [.. timestamps.Select(timestamp => WireRecord.Of(null, $"{timestamp}", timestamp - timestamps[0]))],
    };
}

public sealed class OffsetTestsOnKafka(RealBroker broker) : OffsetTests(broker);

public sealed class OffsetTestsOnDevBroker(DevelopmentBroker broker) : OffsetTests(broker);
