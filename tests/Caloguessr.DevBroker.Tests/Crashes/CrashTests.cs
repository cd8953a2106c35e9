using System.Net;
using System.Net.Sockets;
using Caloguessr.DevBroker.Tests.Brokers;

namespace Caloguessr.DevBroker.Tests.Crashes;

/// <summary>
/// The development broker is killed again and again, at points of a fixed seed, while producers, a transactional producer and a group work on it:
/// what was acknowledged must be there, once.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_124;
    private const int Rounds = 50;

    [Fact]
    public async Task Sigkill_UnderLoad_LosesAndRepeatsNothing()
    {
        Assert.SkipWhen(BrokerProcess.Missing is not null, BrokerProcess.Missing ?? "");
        var random = new Random(Seed);
        var data = Directory.CreateTempSubdirectory("caloguessr-crash-");
        var port = FreePort();
        var recoveries = new List<TimeSpan>();
        BrokerProcess? broker = null;
        try
        {
            broker = await BrokerProcess.StartAsync(data.FullName, port);
            await using var load = await CrashLoad.StartAsync(broker.Bootstrap, random.Next(), TestContext.Current.CancellationToken);
            for (var round = 0; round < Rounds; round++)
            {
                await load.ProgressAsync(random.Next(200, 3000));
                await broker.KillAsync();
                await broker.DisposeAsync();
                broker = null;
                broker = await BrokerProcess.StartAsync(data.FullName, port);
                recoveries.Add(broker.ReadyAfter);
                await load.CommittedOffsetsAreKeptAsync();
            }
            await load.EndAsync();
            await load.VerifyAsync();
        }
        finally
        {
            if (broker is not null) await broker.KillAsync();
            data.Delete(recursive: true);
        }
        recoveries.Sort();
        output.WriteLine($"Ready after a kill, from the start of the process: median {recoveries[Rounds / 2].TotalMilliseconds:0} ms, longest {recoveries[^1].TotalMilliseconds:0} ms.");
    }

    // The same after every kill, so that clients find the broker again.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
