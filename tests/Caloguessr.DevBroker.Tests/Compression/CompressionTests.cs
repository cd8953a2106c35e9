using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Compression;

/// <summary>Batches are stored and served as the producer compressed them.</summary>
public abstract class CompressionTests(Broker broker) : BehaviourTest(broker)
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Codec_RoundTrip_IsUnchanged(CompressionType codec)
    {
        var topic = await CreateTopicAsync();
        var values = Enumerable.Range(0, 1_000).Select(number => $$"""{"number":{{number}},"text":"{{new string('a', number % 50)}}"}""").ToList();
        var producer = Producer(config => (config.CompressionType, config.LingerMs) = (codec, 50));
        await Task.WhenAll(values.Select(value => producer.ProduceAsync(topic, new() { Key = "key", Value = value }, Token)));

        var read = await ReadAllAsync(topic);
        var batches = (await (await ConnectAsync()).FetchAsync(topic, 0)).Batches;

        Assert.Equal(values, read.Select(result => result.Message.Value));
        Assert.All(batches, batch => Assert.True(batch.CrcIsRight));
        Assert.Contains(batches, batch => batch.Codec == (int)codec);
    }

    [Fact]
    public async Task Codecs_MixedInOneTopic_AreAllRead()
    {
        var topic = await CreateTopicAsync();
        foreach (var codec in Enum.GetValues<CompressionType>())
        {
            var producer = Producer(config => (config.CompressionType, config.LingerMs) = (codec, 20));
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => producer.ProduceAsync(topic, new() { Value = $"{codec} {number} {new string('z', 100)}" }, Token)));
        }

        var read = await ReadAllAsync(topic);

        Assert.Equal(Enum.GetValues<CompressionType>().SelectMany(codec => Enumerable.Range(0, 100).Select(number => $"{codec} {number} {new string('z', 100)}")),
            read.Select(result => result.Message.Value));
    }

    [Fact]
    public async Task Zstd_OldProduceVersion_IsUnsupported()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var batch = RecordBatch.Of("x") with { Attributes = RecordBatch.ZstdCodec, Payload = [1, 2, 3] };

        Assert.Equal(ErrorCode.UnsupportedCompressionType, (await connection.ProduceAsync(topic, batch, version: 6)).Error);
    }

    [Fact]
    public async Task Zstd_OldFetchVersion_IsServedAllTheSame()
    {
        var topic = await CreateTopicAsync(configs: ("compression.type", "zstd"));
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("x"));

        // Brokers that still converted messages answered versions before 10 with UNSUPPORTED_COMPRESSION_TYPE.
        Assert.Equal(ErrorCode.NoError, (await connection.FetchAsync(topic, 0, version: 10)).Error);
        Assert.Equal(ErrorCode.NoError, (await connection.FetchAsync(topic, 0, version: 4)).Error);
    }

    [Theory]
    [InlineData("producer", 0)]
    [InlineData("uncompressed", 0)]
    [InlineData("gzip", 1)]
    [InlineData("snappy", 2)]
    [InlineData("lz4", 3)]
    [InlineData("zstd", 4)]
    public async Task Topic_WithACodecOfItsOwn_StoresInIt(string compression, int codec)
    {
        var topic = await CreateTopicAsync(configs: ("compression.type", compression));
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("a", "b", new string('c', 500)));

        Assert.Equal(codec, Assert.Single((await connection.FetchAsync(topic, 0)).Batches).Codec);
        Assert.Equal(["a", "b", new string('c', 500)], (await ReadAllAsync(topic)).Select(result => result.Message.Value));
    }

    [Fact]
    public async Task Topic_Uncompressed_OpensWhatComesCompressed()
    {
        var topic = await CreateTopicAsync(configs: ("compression.type", "uncompressed"));
        var connection = await ConnectAsync();
        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of("a", "b").Gzipped())).Error);

        Assert.Equal([(0, null, "a"), (1, null, "b")], (await connection.FetchAsync(topic, 0)).Records);
    }

    [Fact]
    public async Task Gzip_MadeByHand_IsServedAsItCame()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var batch = RecordBatch.Of("a", "b").Gzipped();
        Assert.Equal(new(ErrorCode.NoError, 0, -1, 0), await connection.ProduceAsync(topic, batch));

        var fetched = await connection.FetchAsync(topic, 0);

        // Only the base offset and the leader's epoch, outside of the checksum, are the broker's.
        Assert.Equal(batch.Encode()[17..], fetched.Bytes[17..]);
    }
}

public sealed class CompressionTestsOnKafka(RealBroker broker) : CompressionTests(broker);

public sealed class CompressionTestsOnDevBroker(DevelopmentBroker broker) : CompressionTests(broker);
