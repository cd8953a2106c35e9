using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Admin;

public abstract class DeleteRecordsTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData(3, ErrorCode.NoError, 3)]
    [InlineData(5, ErrorCode.NoError, 5)]
    [InlineData(-1, ErrorCode.NoError, 5)]
    [InlineData(6, ErrorCode.OffsetOutOfRange, -1)]
    public async Task DeleteRecords_To_MovesTheStart(long offset, ErrorCode expected, long low)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("0", "1", "2", "3", "4"));

        var answer = await connection.DeleteRecordsAsync(topic, offset);

        Assert.Equal((expected, low), answer);
        Assert.Equal(Math.Max(0, low), await connection.EarliestAsync(topic));
        Assert.Equal(5, await connection.LatestAsync(topic));
    }

    [Fact]
    public async Task DeleteRecords_InsideABatch_FetchBelowIsOutOfRangeAndReadersStartThere()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("0", "1", "2", "3", "4"));
        await connection.DeleteRecordsAsync(topic, 3);

        Assert.Equal(ErrorCode.OffsetOutOfRange, (await connection.FetchAsync(topic, 2)).Error);
        Assert.Equal(["3", "4"], (await ReadAllAsync(topic)).Select(result => result.Message.Value));
    }

    [Fact]
    public async Task DeleteRecords_Twice_NeverGoesBack()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("0", "1", "2", "3", "4"));
        await connection.DeleteRecordsAsync(topic, 4);

        Assert.Equal((ErrorCode.NoError, 4), await connection.DeleteRecordsAsync(topic, 2));
    }

    [Fact]
    public async Task DeleteRecords_UnknownTopic_IsUnknownTopic() =>
        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await (await ConnectAsync()).DeleteRecordsAsync(Name("none"), 1)).Error);

    [Fact]
    public async Task DeleteRecords_CompactedTopic_IsPolicyViolation()
    {
        var topic = await CreateTopicAsync(configs: ("cleanup.policy", "compact"));

        Assert.Equal(ErrorCode.PolicyViolation, (await (await ConnectAsync()).DeleteRecordsAsync(topic, 0)).Error);
    }
}

public sealed class DeleteRecordsTestsOnKafka(RealBroker broker) : DeleteRecordsTests(broker);

public sealed class DeleteRecordsTestsOnDevBroker(DevelopmentBroker broker) : DeleteRecordsTests(broker);
