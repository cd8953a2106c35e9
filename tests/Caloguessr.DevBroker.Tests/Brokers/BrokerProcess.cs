using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>A development broker as a process of its own, which is ready.</summary>
internal sealed partial class BrokerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const string ReadyLine = "Caloguessr.DevBroker listens on ";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private BrokerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
        {
            if (_address.Task.IsCompleted) return;
            // Its last lines are read first.
            _process.WaitForExit();
            _address.TrySetException(new InvalidOperationException($"The development broker ended:\n{Output}"));
        };
    }

    /// <summary>Why there is none to start; <c>null</c>: there is.</summary>
    public static string? Missing => File.Exists(Program) ? null : $"No development broker: {Path.GetRelativePath(Repository.Root, Program)} is not built.";

    /// <summary>Host and port that it listens on.</summary>
    public string Bootstrap { get; private set; } = "";

    /// <summary>How long it took from the start of the process until it was ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public int Id => _process.Id;

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has written so far.</summary>
    public string Output => string.Join('\n', _lines);

    private static string Program { get; } =
        Path.Combine(Repository.Root, "artifacts", "bin", "Caloguessr.DevBroker", new DirectoryInfo(AppContext.BaseDirectory).Name, "Caloguessr.DevBroker");

    /// <summary>Starts a broker and waits until it is ready.</summary>
    /// <param name="data">The directory of its logs.</param>
    /// <param name="port">The port; 0: any free one.</param>
    /// <param name="within">Words of a command that becomes the broker, which is named after them.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<BrokerProcess> StartAsync(string data, int port = 0, IReadOnlyList<string>? within = null, params (string Name, string Value)[] settings)
    {
        string[] words = [.. within ?? [], Program];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = data };
        start.Environment["Broker__Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["Broker__Data"] = data;
        start.Environment["Broker__LogRetentionCheckInterval"] = "00:00:00.5";
        // As the real one of the tests has it.
        start.Environment["Broker__AutoCreateTopicsEnable"] = "false";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var broker = new BrokerProcess(start);
        var watch = Stopwatch.StartNew();
        broker._process.Start();
        broker._process.BeginOutputReadLine();
        broker._process.BeginErrorReadLine();
        try
        {
            broker.Bootstrap = await broker._address.Task.WaitAsync(Deadline);
            broker.ReadyAfter = watch.Elapsed;
            return broker;
        }
        catch (Exception)
        {
            await broker.KillAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing of its own is done any more.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The clean stop, by SIGTERM.</summary>
    public async ValueTask DisposeAsync()
    {
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
