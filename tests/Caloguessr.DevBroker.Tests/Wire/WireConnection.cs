using System.Buffers.Binary;
using System.Net.Sockets;

namespace Caloguessr.DevBroker.Tests.Wire;

/// <summary>One connection to a broker that sends exactly the bytes a test asks for (protocol guide, "Common Request and Response Structure").</summary>
internal sealed class WireConnection : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client;
    private readonly CancellationToken _token;
    private int _correlation;

    private WireConnection(TcpClient client, CancellationToken token)
    {
        _client = client;
        _token = token;
    }

    public static async Task<WireConnection> OpenAsync(string bootstrap, CancellationToken token)
    {
        var client = new TcpClient { NoDelay = true };
        var split = bootstrap.LastIndexOf(':');
        await client.ConnectAsync(bootstrap[..split], int.Parse(bootstrap[(split + 1)..], System.Globalization.CultureInfo.InvariantCulture), token);
        return new(client, token);
    }

    /// <summary>A request with header version 1 and its size before it.</summary>
    public static byte[] Frame(Api api, int version, int correlation, Action<WireWriter>? body = null, string? clientId = "wire")
    {
        var request = new WireWriter().Int16((int)api).Int16(version).Int32(correlation).Text(clientId);
        body?.Invoke(request);
        return new WireWriter().Bytes(request.Written.ToArray()).Written.ToArray();
    }

    public async Task<WireReader> CallAsync(Api api, int version, Action<WireWriter>? body = null) => await ReadAsync(await SendAsync(api, version, body));

    /// <summary>Sends without waiting for the answer; returns the correlation id.</summary>
    public async Task<int> SendAsync(Api api, int version, Action<WireWriter>? body = null)
    {
        var correlation = Interlocked.Increment(ref _correlation);
        await SendRawAsync(Frame(api, version, correlation, body));
        return correlation;
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _client.GetStream().WriteAsync(bytes, _token);

    /// <summary>The next answer, which must be the one to this request.</summary>
    public async Task<WireReader> ReadAsync(int correlation)
    {
        var size = new byte[4];
        await FillAsync(size, correlation);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await FillAsync(answer, correlation);
        var reader = new WireReader(answer);
        Assert.Equal(correlation, reader.Int32());
        return reader;
    }

    /// <summary>Waits until the broker has closed the connection; an answer instead of that fails.</summary>
    public async Task ClosedAsync()
    {
        using var deadline = Linked();
        try
        {
            var read = await _client.GetStream().ReadAsync(new byte[1], deadline.Token);
            Assert.True(read == 0, "The broker answered instead of closing the connection.");
        }
        catch (IOException)
        {
            // A reset is a close too.
        }
        catch (OperationCanceledException) when (!_token.IsCancellationRequested)
        {
            throw new TimeoutException($"Awaited for {Deadline.TotalSeconds} s: the broker closes the connection.");
        }
    }

    /// <summary>Sends no more and reads until the broker closes, when everything that was sent has been looked at, or until this time is up.</summary>
    public async Task DrainAsync(TimeSpan atMost)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_token);
        deadline.CancelAfter(atMost);
        var buffer = new byte[4096];
        try
        {
            _client.Client.Shutdown(SocketShutdown.Send);
            while (await _client.Client.ReceiveAsync(buffer, deadline.Token) > 0)
            {
                // Answers of no interest.
            }
        }
        catch (SocketException)
        {
            // It has closed already.
        }
        catch (OperationCanceledException) when (!_token.IsCancellationRequested)
        {
            // A request that waits on purpose.
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task FillAsync(byte[] buffer, int correlation)
    {
        using var deadline = Linked();
        try
        {
            await _client.GetStream().ReadExactlyAsync(buffer, deadline.Token);
        }
        catch (OperationCanceledException) when (!_token.IsCancellationRequested)
        {
            throw new TimeoutException($"Awaited for {Deadline.TotalSeconds} s: the answer to request {correlation}.");
        }
        catch (EndOfStreamException)
        {
            throw new IOException($"The broker closed the connection instead of answering request {correlation}.");
        }
    }

    private CancellationTokenSource Linked()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        source.CancelAfter(Deadline);
        return source;
    }
}
