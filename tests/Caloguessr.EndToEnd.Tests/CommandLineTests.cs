using System.Text.Json;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>Aspire's command line, the local tool of the repository, used by scripts.</summary>
public sealed class CommandLineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] Quiet = ["--non-interactive", "--nologo"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DescribeLogsAndTraces_OfARunningApplication_AreRead()
    {
        await using var host = AppHostProcess.Start();
        await host.ReadyAsync(Token);
        (string, string)[] settings =
        [
            ("HOME", host.Home), ("NO_COLOR", "1"), ("DOTNET_NOLOGO", "1"),
            ("NUGET_PACKAGES", Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages")),
        ];
        Task<string> AspireAsync(params string[] words) => Command.RunAsync("dotnet", ["aspire", .. words, .. Quiet], settings, Token);
        await Command.RunAsync("dotnet", ["tool", "restore"], settings, Token);

        // The application host opens its socket for the command line beside the start, not before it.
        var answer = "";
        await Eventually.HoldsAsync("an answer of 'aspire describe'", Deadline,
            async () => (answer = await AspireAsync("describe", "--format", "json")).Contains("\"web\"", StringComparison.Ordinal), () => host.Output, Token);
        using var description = JsonDocument.Parse(answer);
        var replicas = description.RootElement.GetProperty("resources").EnumerateArray()
            .Where(resource => resource.GetProperty("displayName").GetString() == "web").ToList();
        Assert.Equal(2, replicas.Count);
        Assert.All(replicas, replica => Assert.Equal("Healthy", replica.GetProperty("healthStatus").GetString()));

        var name = replicas[0].GetProperty("name").GetString()!;
        Assert.Contains("\"model\":\"builtin\"", await AspireAsync("resource", name, "try-sample-photo"), StringComparison.Ordinal);
        Assert.NotEmpty(await AspireAsync("logs", name, "-n", "5"));
        await Eventually.HoldsAsync("the sample photo's trace", Deadline,
            async () => (await AspireAsync("otel", "traces", "--format", "json")).Contains("photo.intake", StringComparison.Ordinal), () => host.Output, Token);
    }

    [Fact]
    public async Task Publish_WithoutAnswers_WritesAManifestWithoutErrorsOrValues()
    {
        var folder = Directory.CreateTempSubdirectory("caloguessr-publish-");
        try
        {
            var program = Path.Combine(Repository.Root, "artifacts", "bin", "Caloguessr.AppHost", new DirectoryInfo(AppContext.BaseDirectory).Name, "Caloguessr.AppHost");
            var key = $"secret-{Guid.NewGuid():N}";
            await Command.RunAsync(program, ["--operation", "publish", "--step", "publish", "--output-path", folder.FullName],
                [("HOME", folder.FullName), ("ASPIRE_INTERACTIVITY_ENABLED", "false"), ("Parameters__gemini-api-key", key)], Token);

            var manifest = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "aspire-manifest.json"), Token);
            using var model = JsonDocument.Parse(manifest);
            Assert.Equal("project.v0", model.RootElement.GetProperty("resources").GetProperty("web").GetProperty("type").GetString());
            Assert.DoesNotContain("\"error\"", manifest, StringComparison.Ordinal);
            Assert.DoesNotContain(folder.EnumerateFiles("*", SearchOption.AllDirectories),
                file => File.ReadAllText(file.FullName).Contains(key, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
