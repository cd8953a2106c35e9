using System.Collections.Concurrent;
using System.Globalization;
using Caloguessr.Testing;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>The web application as a process of its own, whose memory can be watched.</summary>
public sealed class HostileUploadTests(ITestOutputHelper output) : IDisposable
{
    private const int Uploads = 300;
    private const int AtOnce = 4;
    private const long MemoryLimitBytes = 300_000_000;

    private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-hostile-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _lake.Delete(recursive: true);

    [Fact]
    public async Task Post_HostileUploads_AreNeverAFaultOfTheServerAndTakeLittleMemory()
    {
        await using var web = new Replica(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__lake"] = $"Path={_lake.FullName}",
            ["DataProtection__KeyFile"] = WebHost.KeyFile,
            ["RateLimit__EstimatesPerMinute"] = "10000",
        });
        await web.ReadyAsync();

        var answers = new ConcurrentBag<(string Upload, int? Status)>();
        var together = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token };
        await Parallel.ForEachAsync(HostileUploads.Make(Uploads), together, async (upload, cancellationToken) =>
            answers.Add((upload.Name, await RawPost.StatusAsync(web.Address, upload, cancellationToken))));

        output.WriteLine($"{PeakBytes(web) / 1_000_000} MB at most; {string.Join(", ", answers.GroupBy(answer => answer.Status).Select(group => $"{group.Key}: {group.Count()}"))}");
        Assert.DoesNotContain(answers, answer => answer.Status is null or >= 500);
        Assert.All((int[])[200, 400, 413, 415, 422], status => Assert.Contains(answers, answer => answer.Status == status));
        Assert.DoesNotContain(answers, answer => answer.Upload is "file-too-many-bytes" or "file-empty" or "form-no-boundary" && answer.Status is 200 or 422);
        Assert.InRange(PeakBytes(web), 0, MemoryLimitBytes);
        using var client = new HttpClient { BaseAddress = web.Address };
        Assert.Contains("Healthy", await client.GetStringAsync("/health", Token), StringComparison.Ordinal);
    }

    private static long PeakBytes(Replica web)
    {
        var peak = File.ReadLines($"/proc/{web.ProcessId}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
