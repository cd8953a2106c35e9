using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Caloguessr;

/// <summary>An Apache Kafka for tests: the one of <c>KAFKA_BOOTSTRAP</c>, or one that a test starts itself by the scripts in <c>CALOGUESSR_REAL</c>.</summary>
internal sealed class RealKafka : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("caloguessr-kafka-");
    private bool _isRunning;

    private RealKafka() => Port = FreePort();

    /// <summary>Where it listens, or will listen.</summary>
    public int Port { get; }

    public string BootstrapServers => $"127.0.0.1:{Port}";

    /// <summary>A broker that is there; otherwise the test is skipped.</summary>
    public static string BootstrapOrSkip()
    {
        var there = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP");
        Assert.SkipUnless(there is { Length: > 0 }, "KAFKA_BOOTSTRAP is not set: no Kafka to test with.");
        return there!;
    }

    /// <summary>A broker of the test's own, not started yet; without the scripts the test is skipped.</summary>
    public static RealKafka OwnOrSkip()
    {
        Assert.SkipUnless(Scripts is not null, "CALOGUESSR_REAL names no folder with kafka/kafka-up.sh: no Kafka that a test may start.");
        return new();
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        _isRunning = true;
        await RunAsync("kafka-up.sh", [], token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isRunning) await RunAsync("kafka-down.sh", ["--wipe"], CancellationToken.None);
        if (_state.Exists) _state.Delete(recursive: true);
    }

    private static string? Scripts =>
        (Environment.GetEnvironmentVariable("CALOGUESSR_REAL") is { Length: > 0 } named ? named : Repository.SharedData("real")) is { } folder
        && File.Exists(Path.Combine(folder, "kafka", "kafka-up.sh")) ? Path.Combine(folder, "kafka") : null;

    private async Task RunAsync(string script, string[] arguments, CancellationToken token)
    {
        var start = new ProcessStartInfo(Path.Combine(Scripts!, script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_STATE"] = _state.FullName;
        start.Environment["KAFKA_PORT"] = $"{Port}";
        start.Environment["KAFKA_HEAP"] = "256m";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token).WaitAsync(Deadline, token);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    // The scripts take the port and one 50 above it.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            if (IsFree(port) && IsFree(port + 50)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
