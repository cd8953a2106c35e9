using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Caloguessr;

/// <summary>A broker of a test's own, on a port that is known before it starts: the development broker, or the real Kafka by its scripts.</summary>
internal sealed class OwnBroker : IAsyncDisposable
{
    private const string ReadyLine = "Caloguessr.DevBroker listens on ";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("caloguessr-broker-");
    private readonly int _port = FreePort();
    private readonly string? _scripts;
    private Process? _process;
    private bool _isStarted;

    private OwnBroker(string? scripts) => _scripts = scripts;

    public string BootstrapServers => $"127.0.0.1:{_port}";

    /// <summary>The development broker.</summary>
    public static OwnBroker Development() => new(null);

    /// <summary>Apache Kafka; the test is skipped where its scripts are missing.</summary>
    public static OwnBroker RealOrSkip()
    {
        var folder = Environment.GetEnvironmentVariable("CALOGUESSR_REAL") is { Length: > 0 } named ? named : Repository.SharedData("real");
        var scripts = Path.Combine(folder ?? "", "kafka");
        Assert.SkipUnless(File.Exists(Path.Combine(scripts, "kafka-up.sh")), "No Apache Kafka: set CALOGUESSR_REAL to the folder that holds kafka/kafka-up.sh.");
        return new(scripts);
    }

    /// <summary>Either of them, for a theory on both.</summary>
    public static OwnBroker Of(bool isReal) => isReal ? RealOrSkip() : Development();

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        _isStarted = true;
        if (_scripts is null) await StartDevelopmentAsync(token);
        else await RunAsync("kafka-up.sh", [], token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        else if (_isStarted)
        {
            await RunAsync("kafka-down.sh", ["--wipe"], CancellationToken.None);
        }
        if (Directory.Exists(_data.FullName)) _data.Delete(recursive: true);
    }

    private async Task StartDevelopmentAsync(CancellationToken token)
    {
        var program = Path.Combine(Repository.Root, "artifacts", "bin", "Caloguessr.DevBroker", new DirectoryInfo(AppContext.BaseDirectory).Name, "Caloguessr.DevBroker");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, WorkingDirectory = _data.FullName };
        start.Environment["Broker__Port"] = $"{_port}";
        start.Environment["Broker__Data"] = _data.FullName;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => _ = line.Data?.StartsWith(ReadyLine, StringComparison.Ordinal) == true && ready.TrySetResult();
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The development broker ended."));
        _process.Start();
        _process.BeginOutputReadLine();
        await ready.Task.WaitAsync(Deadline, token);
    }

    private async Task RunAsync(string script, string[] arguments, CancellationToken token)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_scripts!, script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_STATE"] = _data.FullName;
        start.Environment["KAFKA_PORT"] = $"{_port}";
        start.Environment["KAFKA_HEAP"] = "256m";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token).WaitAsync(Deadline, token);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    // The scripts take the port and the one 50 above it.
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
