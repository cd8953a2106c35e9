using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Caloguessr.Web.Tests.Photos;

namespace Caloguessr.Benchmarks;

/// <summary>Posts a form again and again, and tells how long an estimate took.</summary>
internal static class EstimateRun
{
    public static async Task<int> RunAsync(int count, int atOnce, Uri url, string form)
    {
        var body = await File.ReadAllBytesAsync(form);
        var times = new ConcurrentBag<double>();
        using var client = new HttpClient();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (_, cancellationToken) =>
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(MultipartForm.ContentType);
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(new Uri(url, "/api/estimates"), content, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"An estimate was answered with {answer.StatusCode}: {text}");
        });
        Console.WriteLine(new Times(times));
        return 0;
    }
}
