using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>
/// Apache Kafka: the one of KAFKA_BOOTSTRAP, else started by kafka-up.sh from the folder of real counterparts
/// (CALOGUESSR_REAL, CALOGUESSR_SHARED/real or ../shared/real) and wiped at the end.
/// </summary>
public sealed class RealBroker : Broker
{
    // What only shortens waiting; every rule is Kafka's default.
    private const string Configuration =
        """
        group.initial.rebalance.delay.ms=0
        log.retention.check.interval.ms=500
        log.initial.task.delay.ms=500
        log.cleaner.backoff.ms=500
        transaction.abort.timed.out.transaction.cleanup.interval.ms=500
        offsets.topic.num.partitions=1
        transaction.state.log.num.partitions=1

        """;

    private DirectoryInfo? _state;
    private string? _scripts;

    /// <summary>Where Kafka's own tools are; null for a broker somebody else started.</summary>
    public string? Home { get; private set; }

    private protected override async Task<Started> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") is { Length: > 0 } given) return new(given, null);
        _scripts = FindScripts();
        if (_scripts is null) return new(null, "No Apache Kafka: set KAFKA_BOOTSTRAP, or CALOGUESSR_REAL to the folder that holds kafka/kafka-up.sh.");

        _state = Directory.CreateTempSubdirectory("caloguessr-kafka-");
        var configuration = Path.Combine(_state.FullName, "tests.properties");
        await File.WriteAllTextAsync(configuration, Configuration);
        var output = await RunAsync("kafka-up.sh", [], ("KAFKA_PORT", $"{FreePort()}"), ("KAFKA_CONFIG", configuration));
        var values = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Home = values["KAFKA_HOME"];
        return new(values["KAFKA_BOOTSTRAP"], null);
    }

    private protected override async Task StopAsync()
    {
        if (_state is null) return;
        await RunAsync("kafka-down.sh", ["--wipe"]);
    }

    private static string? FindScripts()
    {
        string?[] folders = [Environment.GetEnvironmentVariable("CALOGUESSR_REAL"), Repository.SharedData("real")];
        return folders.Select(folder => folder is null ? null : Path.Combine(folder, "kafka")).FirstOrDefault(folder => File.Exists($"{folder}/kafka-up.sh"));
    }

    private async Task<string> RunAsync(string script, string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_scripts!, script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_STATE"] = _state!.FullName;
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{script} ended with {process.ExitCode}:\n{await errors}");
    }

    // The script also takes the port fifty above, for the controller.
    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (port > 65_000) continue;
            using var controller = new TcpListener(IPAddress.Loopback, port + 50);
            try
            {
                controller.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another pair.
            }
        }
    }
}
