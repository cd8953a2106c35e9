using System.Buffers.Binary;
using System.Globalization;
using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Connections;

/// <summary>
/// Mutated frames from a fixed seed. CALOGUESSR_FUZZ_FRAMES says how many, default 5,000. What makes topics is left out: a mutated number of
/// partitions is a valid wish that takes minutes.
/// </summary>
public abstract class FuzzTests(Broker broker, ITestOutputHelper output) : BehaviourTest(broker)
{
    private const int Seed = 20_261_124;
    private const int FramesPerConnection = 10;

    // A mutated fetch or join may ask the broker to wait for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private const long MemoryMayGrowBy = 64 * 1024 * 1024;

    /// <summary>Resident memory of the broker in bytes; <c>null</c>: not known.</summary>
    private protected virtual long? Memory => null;

    [Fact]
    public async Task MutatedFrames_LeaveTheBrokerServing()
    {
        var frames = int.Parse(Environment.GetEnvironmentVariable("CALOGUESSR_FUZZ_FRAMES") ?? "5000", CultureInfo.InvariantCulture);
        var topic = await CreateTopicAsync();
        var served = await ConnectAsync();
        var random = new Random(Seed);
        var valid = Valid(topic, Name("fuzz"));

        long? warm = null;
        for (var sent = 0; sent < frames; sent += FramesPerConnection)
        {
            if (sent >= frames / 5) warm ??= Memory;
            await using (var connection = await WireConnection.OpenAsync(Bootstrap, Token))
            {
                try
                {
                    for (var number = 0; number < FramesPerConnection; number++) await connection.SendRawAsync(Mutate(random, valid[random.Next(valid.Count)]));
                    await connection.DrainAsync(Patience);
                }
                catch (IOException)
                {
                    // The broker has closed the connection, as it should.
                }
            }
            if (sent % 500 != 0) continue;
            Assert.Equal(ErrorCode.NoError, (await served.CallAsync(Api.ApiVersions, 0)).Error());
        }

        var own = await CreateTopicAsync();
        Assert.Equal(ErrorCode.NoError, (await served.ProduceAsync(own, RecordBatch.Of("after"))).Error);
        Assert.Equal(["after"], (await served.FetchAsync(own, 0)).Values);
        if (warm is not { } before || Memory is not { } after) return;
        output.WriteLine($"Memory after a fifth of {frames} frames: {before / 1024 / 1024} MiB, at the end: {after / 1024 / 1024} MiB.");
        Assert.InRange(after, 0, before + MemoryMayGrowBy);
    }

    private static byte[] Mutate(Random random, byte[] valid)
    {
        var frame = valid.ToArray();
        // The first eight bytes, size, key and version, stay more often than not: the rest is to be read.
        for (var change = random.Next(4); change > 0; change--) frame[random.Next(random.Next(4) == 0 ? 0 : 8, frame.Length)] = (byte)random.Next(256);
        if (random.Next(3) == 0) frame = frame[..random.Next(4, frame.Length)];
        if (random.Next(4) == 0) BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(random.Next(4, Math.Max(5, frame.Length - 4)) is var at && at + 4 <= frame.Length ? at..(at + 4) : 0..4), random.Next(3) switch { 0 => -1, 1 => int.MaxValue, _ => random.Next() });
        if (random.Next(5) != 0) BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        return frame;
    }

    private static List<byte[]> Valid(string topic, string name)
    {
        var batch = RecordBatch.OfKeys(("key", "value"), (null, "other")).Encode();
        return
        [
            WireConnection.Frame(Api.ApiVersions, 0, 1),
            WireConnection.Frame(Api.ApiVersions, 3, 1, body => body.Int8(0).CompactText("fuzz").CompactText("1.0").Int8(0)),
            WireConnection.Frame(Api.Metadata, 4, 1, body => body.Array([topic], (to, one) => to.Text(one)).Bool(false)),
            WireConnection.Frame(Api.Produce, 7, 1, LogCalls.ProduceBody(-1, null, topic, (0, batch))),
            WireConnection.Frame(Api.Produce, 3, 1, LogCalls.ProduceBody(1, name, topic, (0, RecordBatch.Of("x").From(1, 0, 0, transactional: true).Encode()))),
            WireConnection.Frame(Api.Fetch, 4, 1, LogCalls.FetchBody(new(), 4, topic, (0, 0))),
            WireConnection.Frame(Api.Fetch, 11, 1, LogCalls.FetchBody(new() { ReadCommitted = true }, 11, topic, (0, 0))),
            WireConnection.Frame(Api.ListOffsets, 2, 1, body => body.Int32(-1).Bool(true).Array([topic], (to, one) => to.Text(one).Array([0], (part, index) => part.Int32(index).Int64(-1)))),
            WireConnection.Frame(Api.FindCoordinator, 1, 1, body => body.Text(name).Int8(0)),
            WireConnection.Frame(Api.JoinGroup, 5, 1, GroupCalls.JoinBody(name, new() { Topics = [topic] }, 5)),
            WireConnection.Frame(Api.SyncGroup, 3, 1, body => body.Text(name).Int32(1).Text("member").Text(null).Array(["member"], (to, one) => to.Text(one).Bytes([1]))),
            WireConnection.Frame(Api.Heartbeat, 3, 1, body => body.Text(name).Int32(1).Text("member").Text(null)),
            WireConnection.Frame(Api.OffsetFetch, 5, 1, body => body.Text(name).Array([topic], (to, one) => to.Text(one).Array([0], (part, index) => part.Int32(index)))),
            WireConnection.Frame(Api.InitProducerId, 1, 1, body => body.Text(name).Int32(1000)),
            WireConnection.Frame(Api.AddPartitionsToTxn, 1, 1, body => body.Text(name).Int64(1).Int16(0).Array([topic], (to, one) => to.Text(one).Array([0], (part, index) => part.Int32(index)))),
            WireConnection.Frame(Api.EndTxn, 1, 1, body => body.Text(name).Int64(1).Int16(0).Bool(true)),
            WireConnection.Frame(Api.DescribeGroups, 4, 1, body => body.Array([name], (to, one) => to.Text(one)).Bool(false)),
            WireConnection.Frame(Api.ListGroups, 2, 1),
            WireConnection.Frame(Api.DeleteRecords, 1, 1, body => body.Array([topic], (to, one) => to.Text(one).Array([0], (part, index) => part.Int32(index).Int64(0))).Int32(1000)),
        ];
    }
}

public sealed class FuzzTestsOnKafka(RealBroker broker, ITestOutputHelper output) : FuzzTests(broker, output);

public sealed class FuzzTestsOnDevBroker(DevelopmentBroker broker, ITestOutputHelper output) : FuzzTests(broker, output)
{
    private protected override long? Memory => broker.Memory;
}
