using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>Posts an upload over a socket of its own, so that nothing corrects it.</summary>
internal static class RawPost
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The status of the answer; <c>null</c>: there was none.</summary>
    public static async Task<int?> StatusAsync(Uri url, HostileUpload upload, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Deadline);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, url.Port, timeout.Token);
        var stream = connection.GetStream();
        var type = upload.ContentType is { } contentType ? $"Content-Type: {contentType}\r\n" : "";
        var head = $"POST /api/estimates HTTP/1.1\r\nHost: {url.Authority}\r\n{type}Content-Length: {upload.Body.Length}\r\nConnection: close\r\n\r\n";
        // A server may refuse before it has read everything, so that writing and reading go on side by side.
        var writing = WriteAsync(stream, [.. Encoding.UTF8.GetBytes(head), .. upload.Body], timeout.Token);
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var status = await reader.ReadLineAsync(timeout.Token);
            await writing;
            return status?.Split(' ') is [_, var code, ..] && int.TryParse(code, out var number) ? number : null;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            await writing;
            return null;
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
