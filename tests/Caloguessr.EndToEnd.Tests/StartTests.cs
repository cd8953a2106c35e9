using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>The application host as a newcomer starts and stops it.</summary>
public sealed partial class StartTests
{
    private static readonly TimeSpan TraceDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AppHostProcess.SigInt)]
    [InlineData(AppHostProcess.SigKill)]
    public async Task Stop_AfterAPhoto_LeavesNothingBehindAndStartsAgain(int signal)
    {
        await using var host = AppHostProcess.Start();
        await host.ReadyAsync(Token);
        Assert.Matches(LoginLink(), host.Output);

        using var answer = await host.Web.PostAsync("/api/estimates", SamplePhotoUpload.Content(), Token);
        var estimate = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("builtin", estimate.GetProperty("model").GetString());
        Assert.Equal(5, estimate.GetProperty("items")[0].GetProperty("alternatives").GetArrayLength());
        await TraceTellsTheStoryAsync(host);

        host.Signal(signal);
        await host.EndAsync(Token);
        await host.NothingLeftAsync(Token);

        await using var second = AppHostProcess.Start(
            ("Caloguessr__Web__Port", $"{host.WebPort}"), ("ASPNETCORE_URLS", $"http://localhost:{host.DashboardPort}"));
        await second.ReadyAsync(Token);
    }

    [Fact]
    public async Task Start_WithAKey_GivesItToTheWebAppAlone()
    {
        var key = $"secret-{Guid.NewGuid():N}";
        await using var host = AppHostProcess.Start(("Parameters__gemini-api-key", key));
        await host.ReadyAsync(Token);

        // The application host's own start environment cannot be changed afterwards; what it hands on can.
        var holders = host.Processes().Where(process => process.Environment.Contains(key, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, holders.Count(process => process.Command.Contains("Caloguessr.Web", StringComparison.Ordinal)));
        Assert.All(holders, process => Assert.Matches("Caloguessr.(Web|AppHost)", process.Command));
        Assert.DoesNotContain(host.Processes(), process => process.Command.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(key, host.Output, StringComparison.Ordinal);
        host.Signal(AppHostProcess.SigInt);
        await host.NothingLeftAsync(Token);
        Assert.DoesNotContain(Directory.EnumerateFiles(host.Home, "*", SearchOption.AllDirectories), file => Holds(file, key));
    }

    [Fact]
    public async Task Start_PortInUse_IsOneMessageWithTheFix()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var host = AppHostProcess.Start(("Caloguessr__Web__Port", $"{port}"));

        Assert.Equal(1, await host.EndAsync(Token));
        Assert.Contains($"Port {port} is in use. Stop what listens there, or choose another one: Caloguessr__Web__Port=", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Caloguessr__Web__Port", "eighty", "Caloguessr__Web__Port is 'eighty'")]
    [InlineData("Estimator__Provider", "horoscope", "Caloguessr.Web cannot start: Estimator__Provider")]
    [InlineData("ConnectionStrings__lake", "Bucket=x", "Caloguessr.Web cannot start: ConnectionStrings__lake names no directory; write Path=<directory>.")]
    [InlineData("Proxies__Known", "10.0.0.0/99", "Caloguessr.Web cannot start: Proxies__Known names '10.0.0.0/99'")]
    [InlineData("Photos__MaxPixels", "many", "Caloguessr.Web cannot start: Photos__MaxPixels cannot be read")]
    [InlineData("Gemini__Endpoint", "nowhere", "Caloguessr.Web cannot start: Gemini__Endpoint")]
    public async Task Start_BadSetting_IsOneMessageThatNamesIt(string setting, string value, string message)
    {
        await using var host = AppHostProcess.Start((setting, value));

        Assert.Equal(1, await host.EndAsync(Token));
        Assert.Contains(message, host.Output, StringComparison.Ordinal);
        Assert.Equal(1, host.Output.Split('\n').Count(line => line.Contains(setting, StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        await host.NothingLeftAsync(Token);
    }

    [Fact]
    public async Task Start_WebDiesWithoutAReason_IsOneMessageWithItsExitCode()
    {
        await using var host = AppHostProcess.Start();

        var ending = host.EndAsync(Token);
        await Eventually.HoldsAsync("the end of the application host", EndDeadline, () =>
        {
            host.KillAll("/Caloguessr.Web");
            return Task.FromResult(ending.IsCompleted);
        }, () => host.Output, Token);

        Assert.Equal(1, await ending);
        Assert.Matches(@"web stopped with exit code -?\d+ before it was healthy\. Its last lines:", host.Output);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        await host.NothingLeftAsync(Token);
    }

    // One upload is one trace: the request, the intake, the look and the checks.
    private static async Task TraceTellsTheStoryAsync(AppHostProcess host)
    {
        using var dashboard = new HttpClient { BaseAddress = new($"http://localhost:{host.DashboardPort}") };
        dashboard.DefaultRequestHeaders.Add("X-API-Key", host.DashboardApiKey);
        var telemetry = "";
        await Eventually.HoldsAsync("the upload's trace in the dashboard", TraceDeadline, async () =>
        {
            telemetry = await dashboard.GetStringAsync("/api/telemetry/spans?limit=1000", Token);
            using var document = JsonDocument.Parse(telemetry);
            return SpanNamesByTrace(document.RootElement).Any(trace =>
                trace.Contains("POST /api/estimates") && trace.Contains("photo.intake") && trace.Contains("estimate.check"));
        }, () => telemetry, Token);
    }

    private static IEnumerable<ISet<string>> SpanNamesByTrace(JsonElement telemetry) => telemetry.GetProperty("data").GetProperty("resourceSpans")
        .EnumerateArray().SelectMany(resource => resource.GetProperty("scopeSpans").EnumerateArray())
        .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
        .GroupBy(span => span.GetProperty("traceId").GetString(), span => span.GetProperty("name").GetString()!)
        .Select(trace => trace.ToHashSet(StringComparer.Ordinal));

    private static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;

    [GeneratedRegex(@"http://localhost:\d+/login\?t=[0-9a-f]+")]
    private static partial Regex LoginLink();
}
