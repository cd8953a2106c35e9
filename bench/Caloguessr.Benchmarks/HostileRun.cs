using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Caloguessr.Web.Tests.Photos;

namespace Caloguessr.Benchmarks;

/// <summary>Posts the tests' hostile uploads to a running server, over sockets of its own so that nothing corrects them.</summary>
internal static class HostileRun
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(int count, Uri url)
    {
        var answers = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(HostileUploads.Make(count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (upload, _) =>
            answers.Add(await PostAsync(url, upload)));
        Console.WriteLine(string.Join(", ", answers.GroupBy(answer => answer).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}: {group.Count().ToString(CultureInfo.InvariantCulture)}")));
        return answers.Any(answer => answer.StartsWith('5') || answer == "no answer") ? 1 : 0;
    }

    // A server may refuse before it has read everything, so that writing and reading go on side by side.
    private static async Task<string> PostAsync(Uri url, HostileUpload upload)
    {
        using var timeout = new CancellationTokenSource(Deadline);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, url.Port, timeout.Token);
        var stream = connection.GetStream();
        var type = upload.ContentType is { } contentType ? $"Content-Type: {contentType}\r\n" : "";
        var head = $"POST /api/estimates HTTP/1.1\r\nHost: {url.Authority}\r\n{type}Content-Length: {upload.Body.Length}\r\nConnection: close\r\n\r\n";
        var writing = WriteAsync(stream, [.. Encoding.UTF8.GetBytes(head), .. upload.Body], timeout.Token);
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var status = await reader.ReadLineAsync(timeout.Token);
            await writing;
            return status?.Split(' ') is [_, var code, ..] ? code : "no answer";
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            await writing;
            return "no answer";
        }
    }

    private static async Task WriteAsync(NetworkStream stream, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(request, cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or OperationCanceledException)
        {
            // The answer, or its absence, tells.
        }
    }
}
