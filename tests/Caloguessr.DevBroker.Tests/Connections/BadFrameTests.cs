using System.Text;
using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Connections;

/// <summary>What no client sends: that connection ends, all others are served.</summary>
public abstract class BadFrameTests(Broker broker) : BehaviourTest(broker)
{
    public static TheoryData<string> BadFrames =>
    [
        "garbage", "an HTTP request", "a TLS hello", "negative size", "huge size", "size 0", "size 3", "size of a header's half", "random body", "unknown api key", "negative api key",
        "unknown version", "negative version", "body cut short", "string beyond the frame", "array beyond the frame", "negative string length", "client id beyond the frame",
        "retired version",
    ];

    [Theory, MemberData(nameof(BadFrames))]
    public async Task BadFrame_ClosesOnlyItsConnection(string what)
    {
        var (bad, other) = (await ConnectAsync(), await ConnectAsync());
        Assert.Equal(ErrorCode.NoError, (await bad.CallAsync(Api.ApiVersions, 0)).Error());

        await bad.SendRawAsync(Frame(what));

        await bad.ClosedAsync();
        Assert.Equal(ErrorCode.NoError, (await other.CallAsync(Api.ApiVersions, 0)).Error());
    }

    [Fact]
    public async Task HalfFrame_ThenTheRest_IsAnswered()
    {
        var (half, other) = (await ConnectAsync(), await ConnectAsync());
        var frame = WireConnection.Frame(Api.ApiVersions, 0, 1);
        await half.SendRawAsync(frame.AsMemory(0, 7));

        Assert.Equal(ErrorCode.NoError, (await other.CallAsync(Api.ApiVersions, 0)).Error());
        await half.SendRawAsync(frame.AsMemory(7));

        Assert.Equal(ErrorCode.NoError, (await half.ReadAsync(1)).Error());
    }

    [Fact]
    public async Task HalfFrames_Dropped_LeaveTheOthersServed()
    {
        var other = await ConnectAsync();
        for (var number = 0; number < 50; number++)
        {
            await using var half = await WireConnection.OpenAsync(Bootstrap, Token);
            await half.SendRawAsync(WireConnection.Frame(Api.Metadata, 1, 1, body => body.Int32(-1)).AsMemory(0, 3 + number % 12));
        }

        Assert.Equal(ErrorCode.NoError, (await other.CallAsync(Api.ApiVersions, 0)).Error());
    }

    [Fact]
    public async Task ApiVersions_UnknownVersion_AnswersUnsupportedInVersionZero()
    {
        var connection = await ConnectAsync();

        // A version above 2 has tagged fields at the end of its header.
        var answer = await connection.CallAsync(Api.ApiVersions, 99, body => body.Int8(0).CompactText("wire").CompactText("1.0").Int8(0));

        Assert.Equal(ErrorCode.UnsupportedVersion, answer.Error());
        // One entry: the versions of ApiVersions itself (KIP-511).
        var (key, lowest, highest) = Assert.Single(answer.Array(api => (api.Int16(), api.Int16(), api.Int16())));
        Assert.Equal(((short)Api.ApiVersions, (short)0), (key, lowest));
        Assert.True(highest >= 3);
        Assert.Equal(ErrorCode.NoError, (await connection.CallAsync(Api.ApiVersions, 0)).Error());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ApiVersions_EachVersion_NamesWhatClientsNeed(int version)
    {
        var answer = await (await ConnectAsync()).CallAsync(Api.ApiVersions, version);

        Assert.Equal(ErrorCode.NoError, answer.Error());
        NamesWhatClientsNeed(answer.Array(api => (Key: (Api)api.Int16(), Lowest: api.Int16(), Highest: api.Int16())));
        Assert.Equal(version == 0 ? 0 : 4, answer.Left);
    }

    [Fact]
    public async Task ApiVersions_VersionThree_IsFlexible()
    {
        var connection = await ConnectAsync();

        // Header version 2 ends with tagged fields; the answer's header stays version 0.
        var answer = await connection.CallAsync(Api.ApiVersions, 3, body => body.Int8(0).CompactText("wire").CompactText("1.0").Int8(0));

        Assert.Equal(ErrorCode.NoError, answer.Error());
        var apis = new List<(Api, short, short)>();
        for (var count = answer.UnsignedVarInt() - 1; count > 0; count--)
        {
            apis.Add(((Api)answer.Int16(), answer.Int16(), answer.Int16()));
            Assert.Equal(0, answer.Int8());
        }
        NamesWhatClientsNeed(apis);
    }

    [Fact]
    public async Task ApiVersions_BadSoftwareName_IsInvalidRequest()
    {
        var answer = await (await ConnectAsync()).CallAsync(Api.ApiVersions, 3, body => body.Int8(0).CompactText("not a name!").CompactText("1.0").Int8(0));

        Assert.Equal(ErrorCode.InvalidRequest, answer.Error());
    }

    [Fact]
    public async Task ClientId_Null_IsFine()
    {
        var connection = await ConnectAsync();

        await connection.SendRawAsync(WireConnection.Frame(Api.ApiVersions, 0, 5, clientId: null));

        Assert.Equal(ErrorCode.NoError, (await connection.ReadAsync(5)).Error());
    }

    // The versions kafka.md names, as far as the tests of this project use them.
    private static void NamesWhatClientsNeed(IReadOnlyList<(Api Key, short Lowest, short Highest)> apis)
    {
        (Api Key, int Lowest, int Highest)[] needed =
        [
            (Api.Produce, 3, 7), (Api.Fetch, 4, 11), (Api.ListOffsets, 1, 5), (Api.Metadata, 1, 4), (Api.OffsetCommit, 2, 7), (Api.OffsetFetch, 1, 5), (Api.FindCoordinator, 0, 2),
            (Api.JoinGroup, 2, 5), (Api.Heartbeat, 1, 3), (Api.LeaveGroup, 1, 3), (Api.SyncGroup, 1, 3), (Api.DescribeGroups, 0, 4), (Api.ListGroups, 0, 2), (Api.ApiVersions, 0, 3),
            (Api.CreateTopics, 2, 4), (Api.DeleteTopics, 1, 3), (Api.DeleteRecords, 0, 1), (Api.InitProducerId, 0, 1), (Api.AddPartitionsToTxn, 0, 1), (Api.AddOffsetsToTxn, 0, 1),
            (Api.EndTxn, 0, 1), (Api.TxnOffsetCommit, 0, 2), (Api.DescribeConfigs, 1, 2), (Api.CreatePartitions, 0, 1), (Api.DeleteGroups, 0, 1), (Api.IncrementalAlterConfigs, 0, 0),
            (Api.OffsetDelete, 0, 0),
        ];
        Assert.All(needed, one => Assert.Contains(apis, api => api.Key == one.Key && api.Lowest <= one.Lowest && api.Highest >= one.Highest));
    }

    private static byte[] Frame(string what)
    {
        var random = new Random(5);
        byte[] Random(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
        byte[] Sized(byte[] body) => new WireWriter().Bytes(body).Written.ToArray();
        return what switch
        {
            "garbage" => [0xff, .. Random(200)],
            "an HTTP request" => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            "a TLS hello" => [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, .. Random(500)],
            "negative size" => [0xff, 0xff, 0xff, 0xff],
            "huge size" => [0x7f, 0xff, 0xff, 0xff, .. Random(20)],
            "size 0" => [0, 0, 0, 0],
            "size 3" => [0, 0, 0, 3, 0, 18, 0],
            "size of a header's half" => [0, 0, 0, 6, 0, 18, 0, 0, 0, 0],
            "random body" => Sized(Random(100)),
            "unknown api key" => WireConnection.Frame((Api)999, 0, 1),
            "negative api key" => WireConnection.Frame((Api)(-1), 0, 1),
            "unknown version" => WireConnection.Frame(Api.Metadata, 99, 1, body => body.Int32(0)),
            "negative version" => WireConnection.Frame(Api.Metadata, -1, 1, body => body.Int32(0)),
            "retired version" => WireConnection.Frame(Api.Fetch, 3, 1, body => body.Int32(-1).Int32(0).Int32(1).Int32(100).Int32(0)),
            "body cut short" => WireConnection.Frame(Api.Fetch, 10, 1, body => body.Int32(-1).Int32(0)),
            "string beyond the frame" => WireConnection.Frame(Api.Metadata, 1, 1, body => body.Int32(1).Int16(1000).Raw("ab"u8)),
            "array beyond the frame" => WireConnection.Frame(Api.Metadata, 1, 1, body => body.Int32(int.MaxValue)),
            "negative string length" => WireConnection.Frame(Api.Metadata, 1, 1, body => body.Int32(1).Int16(-1)),
            "client id beyond the frame" => Sized(new WireWriter().Int16(18).Int16(0).Int32(1).Int16(500).Written.ToArray()),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "not known"),
        };
    }
}

public sealed class BadFrameTestsOnKafka(RealBroker broker) : BadFrameTests(broker);

public sealed class BadFrameTestsOnDevBroker(DevelopmentBroker broker) : BadFrameTests(broker);
