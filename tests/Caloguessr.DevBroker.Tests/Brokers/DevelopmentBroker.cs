using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>The development broker as a process of its own, with an empty data folder and a free port.</summary>
public sealed partial class DevelopmentBroker : Broker
{
    private const int SigTerm = 15;
    private const string ReadyLine = "Caloguessr.DevBroker listens on ";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DirectoryInfo? _data;
    private Process? _process;

    private protected override async Task<Started> StartAsync()
    {
        var program = Path.Combine(Repository.Root, "artifacts", "bin", "Caloguessr.DevBroker", new DirectoryInfo(AppContext.BaseDirectory).Name, "Caloguessr.DevBroker");
        if (!File.Exists(program)) return new(null, $"No development broker: {Path.GetRelativePath(Repository.Root, program)} is not built.");

        _data = Directory.CreateTempSubdirectory("caloguessr-devbroker-");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _data.FullName };
        start.Environment["Broker__Port"] = "0";
        start.Environment["Broker__Data"] = _data.FullName;
        start.Environment["Broker__LogRetentionCheckInterval"] = "00:00:00.5";
        // As the real one of the tests has it.
        start.Environment["Broker__AutoCreateTopicsEnable"] = "false";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The development broker ended:\n{string.Join('\n', _lines)}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            return new(await _address.Task.WaitAsync(Deadline), null);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Awaited for {Deadline.TotalSeconds} s: the line '{ReadyLine}'. Output:\n{string.Join('\n', _lines)}");
        }
    }

    private protected override async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _ = Kill(_process.Id, SigTerm);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"Awaited for {Deadline.TotalSeconds} s: the end of the development broker after SIGTERM.");
        }
        finally
        {
            _process.Dispose();
            _data!.Delete(recursive: true);
        }
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (line.StartsWith(ReadyLine, StringComparison.Ordinal)) _address.TrySetResult(line[ReadyLine.Length..].Trim());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
