using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Caloguessr.Contracts.Events;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>
/// With <c>Caloguessr:Containers</c>, on podman and the Kafka image of the real components' scripts. Kafka UI has no image there and does not
/// start, which nothing waits for.
/// </summary>
public sealed class ContainerTests
{
    private const string Base = "caloguessr.test/kafka:4.3.1";
    // The image's own start refuses data that is there already; apache/kafka's takes it, and so does this one.
    private const string Run = """
        #!/bin/sh
        result=$(java -Xmx128m -cp '/opt/kafka/libs/*' kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
          --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) \
          || echo "$result" | grep -i "already formatted" || { echo "$result"; exit 1; }
        exec /opt/kafka/bin/kafka-server-start.sh /opt/kafka/config/server.properties

        """;

    // Another one of them is another image.
    private static readonly string Image = $"{Base}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Run)))[..12]}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Estimate_InKafkasContainer_OutlivesARestart_AndNothingIsLeft()
    {
        using var folder = new ContainerFolder();
        await LoadImageOrSkipAsync(folder);
        var networks = await NetworksAsync(folder);
        var volume = $"caloguessr-test-{Guid.NewGuid():N}";
        (string, string)[] settings =
        [
            ("Caloguessr__Containers", "true"), ("Caloguessr__Images__kafka", Image), ("Caloguessr__Images__kafkaui", "localhost/none:1"),
            ("Caloguessr__Kafka__Data", volume), ("ASPIRE_CONTAINER_RUNTIME", "podman"), ("CONTAINERS_CONF", folder.Configuration),
        ];
        try
        {
            string id;
            await using (var first = AppHostProcess.Start(settings))
            {
                await first.ReadyAsync(Token);
                await first.ReadyAsync("kafka", Token);
                id = await SaveAsync(first.Web);
                await ArrivedAsync(first, id);
                await StopAsync(first, folder);
            }
            await using var second = AppHostProcess.Start(settings);
            await second.ReadyAsync("kafka", Token);
            await ArrivedAsync(second, id);
            await StopAsync(second, folder);
            Assert.Equal(networks, await NetworksAsync(folder));
        }
        finally
        {
            await PodmanAsync(folder, "volume", "rm", "--force", volume);
        }
    }

    private static async Task<string> SaveAsync(HttpClient web)
    {
        using var estimated = await web.PostAsync("/api/estimates", SamplePhotoUpload.Content(), Token);
        Assert.True(estimated.IsSuccessStatusCode, await estimated.Content.ReadAsStringAsync(Token));
        var estimate = await estimated.Content.ReadFromJsonAsync<JsonElement>(Token);
        using var saved = await web.PostAsJsonAsync("/api/meals", new { items = estimate.GetProperty("items"), model = estimate.GetProperty("model") }, Token);
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Token));
        return (await saved.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task ArrivedAsync(AppHostProcess host, string id) =>
        Assert.Single(await TopicReader.ReadAsync($"127.0.0.1:{host.KafkaPort}", Topics.MealEstimates.Name, new HashSet<string> { id }, 1, Token));

    private static async Task StopAsync(AppHostProcess host, ContainerFolder folder)
    {
        host.Signal(AppHostProcess.SigInt);
        await host.NothingLeftAsync(Token);
        Assert.DoesNotContain(Image, await PodmanAsync(folder, "ps", "--all"), StringComparison.Ordinal);
    }

    private static async Task LoadImageOrSkipAsync(ContainerFolder folder)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Containers are tested as root: another user's podman would look for images in another place than the application host's.");
        var podman = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "podman")));
        Assert.SkipUnless(podman, "podman is missing: packages podman, runc, netavark, aardvark-dns and iptables.");
        var scripts = Environment.GetEnvironmentVariable("CALOGUESSR_REAL") is { Length: > 0 } named ? named : Repository.SharedData("real");
        var script = Path.Combine(scripts ?? "", "kubernetes", "test-images.sh");
        Assert.SkipUnless(File.Exists(script), "No image of Kafka: set CALOGUESSR_REAL to the folder that holds kubernetes/test-images.sh.");
        var images = await ImagesAsync(folder);
        if (!images.Contains($"{Base}.", StringComparison.Ordinal))
        {
            await Command.RunAsync("bash", [script, folder.Path, "kafka"], [], Token);
            await PodmanAsync(folder, "load", "--input", Path.Combine(folder.Path, "kafka.tar"));
        }
        await RunsOrSkipAsync(folder);
        if (images.Contains($"{Image}.", StringComparison.Ordinal)) return;
        var run = Path.Combine(folder.Path, "run");
        await File.WriteAllTextAsync(run, Run, Token);
        await Command.RunAsync("chmod", ["755", run], [], Token);
        var container = $"caloguessr-image-{Guid.NewGuid():N}";
        await PodmanAsync(folder, "create", "--name", container, Base);
        await PodmanAsync(folder, "cp", run, $"{container}:/etc/kafka/docker/run");
        await PodmanAsync(folder, "commit", "--quiet", container, Image);
        await PodmanAsync(folder, "rm", container);
    }

    // Some machines let nobody start a container; the reason is podman's.
    private static async Task RunsOrSkipAsync(ContainerFolder folder)
    {
        var start = new ProcessStartInfo("podman", ["run", "--rm", "--entrypoint", "/bin/sh", Base, "-c", "exit 0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CONTAINERS_CONF"] = folder.Configuration;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token).WithDeadline("the end of 'podman run'", TimeSpan.FromSeconds(60));
        Assert.SkipUnless(process.ExitCode == 0, $"Containers cannot run here: {await errors}");
    }

    private static Task<string> ImagesAsync(ContainerFolder folder) => PodmanAsync(folder, "images", "--format", "{{.Repository}}:{{.Tag}}.");

    private static Task<string> NetworksAsync(ContainerFolder folder) => PodmanAsync(folder, "network", "ls", "--quiet");

    private static Task<string> PodmanAsync(ContainerFolder folder, params string[] words) =>
        Command.RunAsync("podman", words, [("CONTAINERS_CONF", folder.Configuration)], Token);

    // Limits that a container inside a container may set, and the runtime that works there.
    private sealed class ContainerFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-containers-");

        public ContainerFolder() => File.WriteAllText(Configuration, """
            [containers]
            default_ulimits=["nofile=8192:8192","nproc=8192:8192"]
            [engine]
            runtime="runc"
            """);

        public string Path => _folder.FullName;

        public string Configuration => System.IO.Path.Combine(Path, "containers.conf");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
