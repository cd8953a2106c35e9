using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>
/// The application host as a process of its own, with an empty home, a lake of its own and free ports. The home's path stands in the environment of
/// whatever it starts, so that everything it leaves behind can be found.
/// </summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly HashSet<int> HandedOut = [];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("caloguessr-home-");
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private AppHostProcess(IReadOnlyDictionary<string, string> settings)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "bin", "Caloguessr.AppHost", new DirectoryInfo(AppContext.BaseDirectory).Name);
        var start = new ProcessStartInfo(Path.Combine(folder, "Caloguessr.AppHost"))
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Path.Combine(Repository.Root, "Caloguessr.AppHost"),
        };
        WebPort = FreePort();
        DashboardPort = FreePort();
        KafkaPort = FreePort();
        start.Environment["HOME"] = _home.FullName;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["ASPNETCORE_URLS"] = $"http://localhost:{DashboardPort}";
        start.Environment["AppHost__DashboardApiKey"] = DashboardApiKey;
        start.Environment["Caloguessr__Web__Port"] = $"{WebPort}";
        start.Environment["Caloguessr__Kafka__Port"] = $"{KafkaPort}";
        start.Environment["Caloguessr__Kafka__Data"] = Path.Combine(_home.FullName, "kafka");
        start.Environment["ConnectionStrings__lake"] = $"Path={Path.Combine(_home.FullName, "lake")}";
        foreach (var (name, value) in settings) start.Environment[name] = value;

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int WebPort { get; }

    public int DashboardPort { get; }

    public int KafkaPort { get; }

    private int[] Ports => [WebPort, DashboardPort, KafkaPort];

    public string DashboardApiKey { get; } = Guid.NewGuid().ToString("N");

    public string Home => _home.FullName;

    public string Output => string.Join('\n', _lines);

    public HttpClient Web => field ??= new() { BaseAddress = new($"http://localhost:{WebPort}"), Timeout = Deadline };

    public static AppHostProcess Start(params (string Name, string Value)[] settings) =>
        new(settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal));

    private static int FreePort()
    {
        // Below the range from which the system gives ports to whoever asks for any: a port is used only seconds after it was chosen.
        int port;
        lock (HandedOut)
            do port = Random.Shared.Next(20_000, 30_000);
            while (IsUsed(port) || !HandedOut.Add(port));
        return port;
    }

    public Task ReadyAsync(CancellationToken token) => ReadyAsync("web", token);

    public Task ReadyAsync(string resource, CancellationToken token) => Eventually.HoldsAsync($"the line '{resource} is ready'", Deadline, () =>
    {
        if (_process.HasExited) throw new InvalidOperationException($"The application host ended with {_process.ExitCode}:\n{Output}");
        return Task.FromResult(Output.Contains($"{resource} is ready: ", StringComparison.Ordinal));
    }, () => Output, token);

    /// <summary>Waits for the end by itself; returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken token)
    {
        await Eventually.HoldsAsync("the end of the application host", Deadline, () => Task.FromResult(_process.HasExited), () => Output, token);
        await _process.WaitForExitAsync(token);
        return _process.ExitCode;
    }

    /// <summary>Kills what was started with these words in its command line.</summary>
    public void KillAll(string words)
    {
        foreach (var (id, command, _) in Processes())
            if (command.Contains(words, StringComparison.Ordinal)) _ = Kill(id, SigKill);
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public Task NothingLeftAsync(CancellationToken token) =>
        Eventually.HoldsAsync("no process and no used port left", Deadline,
            () => Task.FromResult(Processes().Count == 0 && !Ports.Any(IsUsed)),
            () => $"{string.Join('\n', Processes())}\nPorts in use: {string.Join(", ", Ports.Where(IsUsed))}", token);

    /// <summary>Every process that carries this run's home, with its command line and environment.</summary>
    public IReadOnlyList<(int Id, string Command, string Environment)> Processes()
    {
        var found = new List<(int, string, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || id == Environment.ProcessId) continue;
            try
            {
                var environment = Encoding.UTF8.GetString(File.ReadAllBytes($"{folder}/environ"));
                if (environment.Contains($"HOME={Home}\0", StringComparison.Ordinal))
                    found.Add((id, Encoding.UTF8.GetString(File.ReadAllBytes($"{folder}/cmdline")).Replace('\0', ' '), environment));
            }
            catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
            {
                // The process ended while it was looked at, or belongs to someone else.
            }
        }
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        KillAll("");
        await _process.WaitForExitAsync();
        _process.Dispose();
        Web.Dispose();
        _home.Delete(recursive: true);
    }

    private static bool IsUsed(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
