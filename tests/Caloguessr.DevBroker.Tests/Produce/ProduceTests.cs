using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Produce;

public abstract class ProduceTests(Broker broker) : BehaviourTest(broker)
{
    /// <summary>What a request carries in place of one good batch, and what is answered.</summary>
    public static TheoryData<string, ErrorCode> BadRecords => new()
    {
        { "crc", ErrorCode.InvalidMsg },
        { "one flipped bit in a value", ErrorCode.InvalidMsg },
        { "truncated", ErrorCode.InvalidRecord },
        { "empty", ErrorCode.InvalidRecord },
        { "two batches", ErrorCode.InvalidRecord },
        { "magic 1", ErrorCode.InvalidRecord },
        { "fewer records than counted", ErrorCode.InvalidRecord },
        { "more records than counted", ErrorCode.InvalidRecord },
        { "no records", ErrorCode.InvalidRecord },
        { "control batch", ErrorCode.InvalidRecord },
        { "base offset above 0", ErrorCode.InvalidRecord },
        { "gzip of garbage", ErrorCode.Unknown },
        { "lz4 of garbage", ErrorCode.Unknown },
        { "snappy of garbage", ErrorCode.Unknown },
        { "zstd of garbage", ErrorCode.Unknown },
        { "no such codec", ErrorCode.Unknown },
        { "a header count below zero", ErrorCode.InvalidRecord },
        { "a header without its name", ErrorCode.InvalidRecord },
        { "bytes after the headers", ErrorCode.InvalidRecord },
        { "lz4 of a broken block", ErrorCode.Unknown },
        { "lz4 with a dictionary", ErrorCode.Unknown },
        { "gzip, base offset above 0", ErrorCode.InvalidRecord },
        { "gzip, fewer records than counted", ErrorCode.InvalidRecord },
        { "gzip, more records than counted", ErrorCode.InvalidRecord },
    };

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Produce_EachVersion_AnswersTheFirstOffset(int version)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("0", "1"), version);

        var produced = await connection.ProduceAsync(topic, RecordBatch.Of("2", "3"), version);

        Assert.Equal(new(ErrorCode.NoError, 2, -1, version >= 5 ? 0 : -1), produced);
        Assert.Equal([(0, "0"), (1, "1"), (2, "2"), (3, "3")], (await connection.FetchAsync(topic, 0)).Records.Select(record => ((int)record.Offset, record.Value!)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Produce_Acks_AreAnswered(int acks)
    {
        var topic = await CreateTopicAsync();

        Assert.Equal(ErrorCode.NoError, (await (await ConnectAsync()).ProduceAsync(topic, 0, RecordBatch.Of("x").Encode(), acks: acks)).Error);
    }

    [Fact]
    public async Task Produce_NoAcks_HasNoAnswerAndIsThere()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        await connection.SendAsync(Api.Produce, 7, LogCalls.ProduceBody(0, null, topic, (0, RecordBatch.Of("x").Encode())));

        // The next answer on the connection is that of the next request.
        Assert.Equal(["x"], (await connection.FetchAsync(topic, 0)).Values);
    }

    [Fact]
    public async Task Produce_NoAcksAndAnError_ClosesTheConnection()
    {
        var connection = await ConnectAsync();

        await connection.SendAsync(Api.Produce, 7, LogCalls.ProduceBody(0, null, Name("none"), (0, RecordBatch.Of("x").Encode())));

        await connection.ClosedAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Produce_OtherAcks_AreInvalid(int acks)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        Assert.Equal(new(ErrorCode.InvalidRequiredAcks, -1, -1, -1), await connection.ProduceAsync(topic, 0, RecordBatch.Of("x").Encode(), acks: acks));
        Assert.Equal(0, await connection.LatestAsync(topic));
    }

    [Theory, MemberData(nameof(BadRecords))]
    public async Task Produce_BadRecords_AreRefusedAndNotWritten(string what, ErrorCode expected)
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();

        var produced = await connection.ProduceAsync(topic, 0, Bad(what));

        Assert.Equal((expected, -1), (produced.Error, produced.BaseOffset));
        Assert.Equal(0, await connection.LatestAsync(topic));
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("good"))).Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Produce_UnknownPartition_IsUnknownTopicOrPartition(int partition)
    {
        var topic = await CreateTopicAsync();

        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await (await ConnectAsync()).ProduceAsync(topic, partition, RecordBatch.Of("x").Encode())).Error);
    }

    [Fact]
    public async Task Produce_UnknownTopic_IsUnknownTopicOrPartition() =>
        Assert.Equal(new(ErrorCode.UnknownTopicOrPart, -1, -1, -1), await (await ConnectAsync()).ProduceAsync(Name("none"), RecordBatch.Of("x")));

    [Fact]
    public async Task Produce_OnePartitionIsBad_WritesTheOthers()
    {
        var topic = await CreateTopicAsync(partitions: 2);
        var connection = await ConnectAsync();

        var answer = await connection.CallAsync(Api.Produce, 7, LogCalls.ProduceBody(-1, null, topic, (0, Bad("crc")), (1, RecordBatch.Of("x").Encode())));

        var produced = LogCalls.ReadProduced(answer, 7);
        Assert.Equal((ErrorCode.InvalidMsg, ErrorCode.NoError), (produced[0].Error, produced[1].Error));
        Assert.Equal(["x"], (await connection.FetchAsync(topic, 0, partition: 1)).Values);
    }

    [Fact]
    public async Task Produce_NullKeyOnACompactedTopic_IsInvalidRecord()
    {
        var topic = await CreateTopicAsync(configs: ("cleanup.policy", "compact"));
        var connection = await ConnectAsync();

        Assert.Equal(ErrorCode.InvalidRecord, (await connection.ProduceAsync(topic, RecordBatch.Of("no key"))).Error);
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.OfKeys(("", "empty key")))).Error);
    }

    [Fact]
    public async Task Produce_LargerThanTheTopicAllows_IsMessageTooLarge()
    {
        var topic = await CreateTopicAsync(configs: ("max.message.bytes", "1000"));
        var connection = await ConnectAsync();
        // 61 bytes of batch and 9 of the record's own around the value.
        byte[] Sized(int total) => RecordBatch.Of(new string('x', total - 61 - 9)).Encode();
        Assert.Equal((1000, 1001), (Sized(1000).Length, Sized(1001).Length));

        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, 0, Sized(1000))).Error);
        Assert.Equal(ErrorCode.MsgSizeTooLarge, (await connection.ProduceAsync(topic, 0, Sized(1001))).Error);
    }

    [Fact]
    public async Task Produce_LargerThanTheTopicAllows_FailsInAClient()
    {
        var topic = await CreateTopicAsync(configs: ("max.message.bytes", "1000"));

        var failure = await Assert.ThrowsAsync<ProduceException<string?, string?>>(() => Producer().ProduceAsync(topic, new() { Value = new string('x', 2000) }, Token));

        Assert.Equal(ErrorCode.MsgSizeTooLarge, failure.Error.Code);
    }

    [Fact]
    public async Task Produce_TimestampFarInTheFuture_IsInvalidTimestamp()
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var connection = await ConnectAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("x") with { FirstTimestamp = now + 1_800_000 })).Error);
        Assert.Equal(ErrorCode.InvalidTimestamp, (await connection.ProduceAsync(topic, RecordBatch.Of("x") with { FirstTimestamp = now + 7_200_000 })).Error);
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("x") with { FirstTimestamp = 0 })).Error);
    }

    [Fact]
    public async Task Produce_LogAppendTime_IsTheBrokersTime()
    {
        var topic = await CreateTopicAsync(configs: ("message.timestamp.type", "LogAppendTime"));
        var connection = await ConnectAsync();

        var produced = await connection.ProduceAsync(topic, RecordBatch.Of("x") with { FirstTimestamp = 1000 });

        Assert.True(produced.LogAppendTime > 1000);
        var batch = Assert.Single((await connection.FetchAsync(topic, 0)).Batches);
        Assert.Equal((produced.LogAppendTime, RecordBatch.LogAppendTime), (batch.MaxTimestamp, batch.Attributes & RecordBatch.LogAppendTime));
    }

    [Fact]
    public async Task Produce_HeadersKeysAndNulls_ComeBackAsTheyWere()
    {
        var topic = await CreateTopicAsync(configs: KeepsAll);
        var headers = new Headers { { "traceparent", "00-1"u8.ToArray() }, { "traceparent", "00-2"u8.ToArray() }, { "none", null } };
        var producer = Producer();
        await producer.ProduceAsync(topic, new() { Key = "key", Value = null, Headers = headers, Timestamp = new(1_234, TimestampType.CreateTime) }, Token);
        await producer.ProduceAsync(topic, new() { Key = null, Value = "" }, Token);

        var read = await ReadAllAsync(topic);

        Assert.Equal([("key", null), (null, "")], read.Select(result => (result.Message.Key, result.Message.Value)));
        Assert.Equal(["traceparent", "traceparent", "none"], read[0].Message.Headers.Select(header => header.Key));
        Assert.Equal(["00-1"u8.ToArray(), "00-2"u8.ToArray(), null], read[0].Message.Headers.Select(header => header.GetValueBytes()));
        Assert.Equal(1_234, read[0].Message.Timestamp.UnixTimestampMs);
    }

    [Fact]
    public async Task Produce_MegabytesInOneRecord_ComeBack()
    {
        var topic = await CreateTopicAsync(configs: ("max.message.bytes", "6000000"));
        var value = string.Concat(Enumerable.Range(0, 500_000).Select(number => $"{number % 10}-abc-----"));
        await Producer(config => config.MessageMaxBytes = 6_000_000).ProduceAsync(topic, new() { Value = value }, Token);

        Assert.Equal(value, Assert.Single(await ReadAllAsync(topic)).Message.Value);
    }

    [Fact]
    public async Task Produce_ToTheGroupsOwnTopic_IsInvalidTopic() =>
        Assert.Equal(ErrorCode.TopicException, (await (await ConnectAsync()).ProduceAsync("__consumer_offsets", RecordBatch.OfKeys(("key", "value")))).Error);

    // One record with these bytes in place of its headers.
    private static byte[] Headers(WireWriter headers)
    {
        var record = new WireWriter().Int8(0).VarInt(0).VarInt(0).VarInt(-1).VarInt(1).Int8('x').Raw(headers.Written.Span).Written;
        return new WireWriter().VarInt(record.Length).Raw(record.Span).Written.ToArray();
    }

    private static byte[] Bad(string what)
    {
        var good = RecordBatch.Of("value");
        var bytes = good.Encode();
        byte[] Garbage(int codec) => (good with { Attributes = codec, Payload = [.. Enumerable.Range(1, 40).Select(number => (byte)number)] }).Encode();
        switch (what)
        {
            case "crc": bytes[17] ^= 0xff; return bytes;
            case "one flipped bit in a value": bytes[^2] ^= 1; return bytes;
            case "truncated": return bytes[..^3];
            case "empty": return [];
            case "two batches": return [.. bytes, .. bytes];
            case "magic 1": return MessageSet.MagicOne("value");
            case "fewer records than counted": return (good with { Count = 2 }).Encode();
            case "more records than counted": return (RecordBatch.Of("a", "b") with { Count = 1 }).Encode();
            case "no records": return (good with { Records = [], Count = 0 }).Encode();
            case "base offset above 0": return (good with { BaseOffset = 77 }).Encode();
            case "control batch": return (good with { Attributes = RecordBatch.Control }).Encode();
            case "a header count below zero": return (good with { Payload = Headers(new WireWriter().VarInt(-1)) }).Encode();
            case "a header without its name": return (good with { Payload = Headers(new WireWriter().VarInt(1)) }).Encode();
            case "bytes after the headers": return (good with { Payload = Headers(new WireWriter().VarInt(0).Int8(7)) }).Encode();
            case "lz4 of a broken block": return (good with { Attributes = RecordBatch.Lz4Codec, Payload = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 5, 0, 0, 0, 0xf0, 1, 2, 3, 4, 0, 0, 0, 0] }).Encode();
            case "lz4 with a dictionary": return (good with { Attributes = RecordBatch.Lz4Codec, Payload = [0x04, 0x22, 0x4d, 0x18, 0x61, 0x40, 1, 0, 0, 0, 0x82, 5, 0, 0, 0, 0xf0, 1, 2, 3, 4, 0, 0, 0, 0] }).Encode();
            case "gzip of garbage": return Garbage(RecordBatch.GzipCodec);
            case "snappy of garbage": return Garbage(RecordBatch.SnappyCodec);
            case "lz4 of garbage": return Garbage(RecordBatch.Lz4Codec);
            case "zstd of garbage": return Garbage(RecordBatch.ZstdCodec);
            case "no such codec": return Garbage(5);
            case "gzip, base offset above 0": return (good with { BaseOffset = 77 }).Gzipped().Encode();
            case "gzip, fewer records than counted": return (RecordBatch.Of("a", "b") with { Count = 3 }).Gzipped().Encode();
            case "gzip, more records than counted": return (RecordBatch.Of("a", "b") with { Count = 1 }).Gzipped().Encode();
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "not known");
        }
    }
}

public sealed class ProduceTestsOnKafka(RealBroker broker) : ProduceTests(broker);

public sealed class ProduceTestsOnDevBroker(DevelopmentBroker broker) : ProduceTests(broker);
