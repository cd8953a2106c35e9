using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Retention;

/// <summary>Deletion by size and time, and compaction.</summary>
public abstract class RetentionTests(Broker broker) : BehaviourTest(broker)
{
    private const int Mebibyte = 1_048_576;

    [Fact]
    public async Task Retention_BySize_MovesTheStartAndKeepsTheRest()
    {
        var topic = await CreateTopicAsync(configs: [("segment.bytes", $"{Mebibyte}"), ("retention.bytes", $"{2 * Mebibyte}")]);
        var connection = await ConnectAsync();
        await FillAsync(connection, topic, 80);

        // 80 batches of 100 KiB; 2 MiB stay in closed segments, and the active one is not counted as too much.
        var start = await Eventually.AnswersAsync("a start that has moved", () => connection.EarliestAsync(topic), offset => offset < 50, Token);

        Assert.Equal(80, await connection.LatestAsync(topic));
        Assert.InRange(start, 50, 64);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await connection.FetchAsync(topic, start - 1)).Error);
        Assert.Equal(Enumerable.Range((int)start, 80 - (int)start), (await ReadAllAsync(topic)).Select(result => (int)result.Offset.Value));
    }

    [Fact]
    public async Task Retention_ByTime_EmptiesTheLogAndKeepsTheEnd()
    {
        var topic = await CreateTopicAsync(configs: ("retention.ms", "3600000"));
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.Of("old", "older") with { FirstTimestamp = 1_000_000_000_000 });

        await Eventually.AnswersAsync("a start at the end", () => connection.EarliestAsync(topic), offset => offset != 2, Token);

        Assert.Equal(2, (await connection.ProduceAsync(topic, RecordBatch.Of("new"))).BaseOffset);
        Assert.Equal(["new"], (await ReadAllAsync(topic)).Select(result => result.Message.Value));
    }

    [Fact]
    public async Task Retention_Young_IsKept()
    {
        var (old, young) = (await CreateTopicAsync(configs: ("retention.ms", "3600000")), await CreateTopicAsync(configs: ("retention.ms", "3600000")));
        var connection = await ConnectAsync();
        await connection.ProduceAsync(young, RecordBatch.Of("young"));
        await connection.ProduceAsync(old, RecordBatch.Of("old") with { FirstTimestamp = 1_000_000_000_000 });

        await Eventually.AnswersAsync("a run of the retention", () => connection.EarliestAsync(old), offset => offset != 1, Token);

        Assert.Equal(0, await connection.EarliestAsync(young));
    }

    [Fact]
    public async Task Compaction_KeepsTheLastValueOfEachKeyAndTombstones()
    {
        var topic = await CreateTopicAsync(configs: Compacting);
        var connection = await ConnectAsync();
        for (var round = 0; round < 10; round++)
            await connection.ProduceAsync(topic, RecordBatch.OfKeys(("a", $"a{round}"), ("b", $"b{round}"), ("c", $"c{round}")));
        await connection.ProduceAsync(topic, RecordBatch.OfKeys(("b", null)));

        var records = await CompactedAsync(connection, topic, records => records.Count(record => record.Key != "filler") == 3);

        Assert.Equal([(27, "a", "a9"), (29, "c", "c9"), (30, "b", null)], records.Where(record => record.Key != "filler"));
        Assert.Equal(0, await connection.EarliestAsync(topic));
    }

    [Fact]
    public async Task Compaction_AfterTheDeleteRetention_DropsTombstones()
    {
        var topic = await CreateTopicAsync(configs: [.. Compacting, ("delete.retention.ms", "0")]);
        var connection = await ConnectAsync();
        await connection.ProduceAsync(topic, RecordBatch.OfKeys(("a", "a"), ("b", "b"), ("b", null)));

        var records = await CompactedAsync(connection, topic, records => records.All(record => record.Key != "b"));

        Assert.Contains((0, "a", "a"), records);
    }

    [Fact]
    public async Task Compaction_AbortedRecords_AreNotKept()
    {
        var topic = await CreateTopicAsync(configs: Compacting);
        var connection = await ConnectAsync();
        var id = Name("tx");
        var (_, producer, epoch) = await connection.InitProducerIdAsync(id);
        await connection.ProduceAsync(topic, RecordBatch.OfKeys(("a", "kept")));
        await connection.AddPartitionAsync(id, producer, epoch, topic);
        await connection.ProduceAsync(topic, RecordBatch.OfKeys(("a", "aborted")).From(producer, epoch, 0, transactional: true), transactionalId: id);
        await connection.EndAsync(id, producer, epoch, commit: false);

        var records = await CompactedAsync(connection, topic, records => records.All(record => record.Value != "aborted"));

        Assert.Contains((0, "a", "kept"), records);
    }

    // Small thresholds only, so that a test need not wait; the active segment is never compacted.
    private static (string, string?)[] Compacting =>
        [("cleanup.policy", "compact"), ("segment.ms", "200"), ("min.cleanable.dirty.ratio", "0.001"), ("min.compaction.lag.ms", "0"), ("max.compaction.lag.ms", "500")];

    // A segment closes with the first append after segment.ms: a filler with each look.
    private static async Task<IReadOnlyList<(long Offset, string? Key, string? Value)>> CompactedAsync(
        WireConnection connection, string topic, Func<IReadOnlyList<(long Offset, string? Key, string? Value)>, bool> compacted) =>
        await Eventually.AnswersAsync("the compacted log", async () =>
        {
            await connection.ProduceAsync(topic, RecordBatch.OfKeys(("filler", "x")));
            var records = new List<(long Offset, string? Key, string? Value)>();
            // An answer ends with its segment: on from the last offset, also of a batch that lost its records.
            for (long next = 0, end = await connection.LatestAsync(topic); next < end;)
            {
                var fetched = await connection.FetchAsync(topic, next);
                records.AddRange(fetched.Records.Where(record => record.Offset >= next));
                next = fetched.Batches[^1].LastOffset + 1;
            }
            return records;
        }, records => !compacted(records), Token);

    private static async Task FillAsync(WireConnection connection, string topic, int batches)
    {
        var value = new string('x', 102_400 - 61 - 12);
        for (var batch = 0; batch < batches; batch++) Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(topic, RecordBatch.Of(value))).Error);
    }
}

public sealed class RetentionTestsOnKafka(RealBroker broker) : RetentionTests(broker);

public sealed class RetentionTestsOnDevBroker(DevelopmentBroker broker) : RetentionTests(broker);
