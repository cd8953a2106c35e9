using System.Collections.Concurrent;
using System.Diagnostics;

namespace Caloguessr.Testing;

/// <summary>One process of the built web application, on a free port of the loopback address.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    public Replica(IReadOnlyDictionary<string, string> settings)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "artifacts", "bin", "Caloguessr.Web", configuration, "Caloguessr.Web"), ["--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Path.Combine(Repository.Root, "Caloguessr.Web"),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings) start.Environment[name] = value;

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The web application ended at its start:\n{Output}"));
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public Uri Address => _address.Task.Result;

    public string Output => string.Join('\n', _lines);

    /// <summary>Waits until it listens.</summary>
    public Task ReadyAsync() => _address.Task.WithDeadline("a replica that listens", StartDeadline);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        var at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0) _address.TrySetResult(new(line[(at + Listening.Length)..].Trim()));
    }
}
