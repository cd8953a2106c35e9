using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Connections;

/// <summary>Many requests on one connection, and many connections.</summary>
public abstract class PipeliningTests(Broker broker) : BehaviourTest(broker)
{
    [Fact]
    public async Task Requests_SentAtOnce_AreAnsweredInOrder()
    {
        var topic = await CreateTopicAsync();
        var connection = await ConnectAsync();
        var sent = new List<(int Correlation, bool Produces)>();
        for (var number = 0; number < 100; number++)
        {
            var produces = number % 2 == 0;
            sent.Add((produces
                ? await connection.SendAsync(Api.Produce, 7, LogCalls.ProduceBody(-1, null, topic, (0, RecordBatch.Of($"{number}").Encode())))
                : await connection.SendAsync(Api.Fetch, 10, LogCalls.FetchBody(new(), 10, topic, (0, number / 2))), produces));
        }

        foreach (var (correlation, produces) in sent)
        {
            var answer = await connection.ReadAsync(correlation);
            if (produces) Assert.Equal(ErrorCode.NoError, LogCalls.ReadProduced(answer, 7)[0].Error);
            else Assert.Single(LogCalls.ReadFetched(answer, 10).Partitions[0].Records);
        }
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{2 * number}"), (await connection.FetchAsync(topic, 0)).Values);
    }

    [Fact]
    public async Task Request_BehindALongPoll_WaitsForIt()
    {
        var topic = await CreateTopicAsync();
        var (connection, other) = (await ConnectAsync(), await ConnectAsync());
        var poll = await connection.SendAsync(Api.Fetch, 10, LogCalls.FetchBody(new() { MaxWaitMilliseconds = 600_000 }, 10, topic, (0, 0)));
        var next = await connection.SendAsync(Api.ApiVersions, 0);

        await other.ProduceAsync(topic, RecordBatch.Of("news"));

        Assert.Equal(["news"], LogCalls.ReadFetched(await connection.ReadAsync(poll), 10).Partitions[0].Values);
        Assert.Equal(ErrorCode.NoError, (await connection.ReadAsync(next)).Error());
    }

    [Fact]
    public async Task Request_InManyPieces_IsAnswered()
    {
        var connection = await ConnectAsync();

        foreach (var part in WireConnection.Frame(Api.ApiVersions, 0, 1)) await connection.SendRawAsync(new[] { part });

        Assert.Equal(ErrorCode.NoError, (await connection.ReadAsync(1)).Error());
    }

    [Fact]
    public async Task Connections_FiveHundred_AreServed()
    {
        var topic = await CreateTopicAsync();
        var connections = new List<WireConnection>();
        for (var number = 0; number < 500; number++) connections.Add(await ConnectAsync());

        var versions = await Task.WhenAll(connections.Select(connection => connection.CallAsync(Api.ApiVersions, 0)));
        var polls = connections.Select(connection => connection.FetchAsync(topic, 0, new() { MaxWaitMilliseconds = 600_000 })).ToList();
        await (await ConnectAsync()).ProduceAsync(topic, RecordBatch.Of("news"));

        Assert.All(versions, answer => Assert.Equal(ErrorCode.NoError, answer.Error()));
        Assert.All(await Task.WhenAll(polls), fetched => Assert.Equal(["news"], fetched.Values));
    }
}

public sealed class PipeliningTestsOnKafka(RealBroker broker) : PipeliningTests(broker);

public sealed class PipeliningTestsOnDevBroker(DevelopmentBroker broker) : PipeliningTests(broker);
