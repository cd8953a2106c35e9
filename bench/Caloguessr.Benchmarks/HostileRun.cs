using System.Collections.Concurrent;
using System.Globalization;
using Caloguessr.Web.Tests.Photos;

namespace Caloguessr.Benchmarks;

/// <summary>Posts the tests' hostile uploads to a running server.</summary>
internal static class HostileRun
{
    private const int AtOnce = 4;

    public static async Task<int> RunAsync(int count, Uri url)
    {
        var answers = new ConcurrentBag<int?>();
        await Parallel.ForEachAsync(HostileUploads.Make(count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (upload, cancellationToken) =>
            answers.Add(await RawPost.StatusAsync(url, upload, cancellationToken)));
        Console.WriteLine(string.Join(", ", answers.GroupBy(answer => answer).OrderBy(group => group.Key)
            .Select(group => $"{group.Key?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}: {group.Count().ToString(CultureInfo.InvariantCulture)}")));
        return answers.Any(answer => answer is null or >= 500) ? 1 : 0;
    }
}
