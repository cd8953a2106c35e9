using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Caloguessr.Browser.Tests.Site;

/// <summary>
/// One origin for several replicas: hands each new connection to the next of them, as the application's own proxy does. It can go down
/// and come back on the same port.
/// </summary>
internal sealed class AlternatingProxy(IReadOnlyList<Uri> replicas) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, byte> _connections = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _port;
    private int _next = -1;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public void Up()
    {
        _listener = new(IPAddress.Loopback, _port);
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Refuses new connections and breaks the open ones.</summary>
    public async Task DownAsync()
    {
        _listener?.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    public async ValueTask DisposeAsync() => await DownAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient visitor;
            try
            {
                visitor = await listener.AcceptTcpClientAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = PassOnAsync(visitor, replicas[Interlocked.Increment(ref _next) % replicas.Count]);
        }
    }

    private async Task PassOnAsync(TcpClient visitor, Uri replica)
    {
        using var server = new TcpClient { NoDelay = true };
        visitor.NoDelay = true;
        _connections[visitor] = _connections[server] = 0;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, replica.Port);
            await Task.WhenAll(CopyAsync(visitor, server), CopyAsync(server, visitor));
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException)
        {
            // Either end may hang up at any time.
        }
        finally
        {
            _connections.TryRemove(visitor, out _);
            _connections.TryRemove(server, out _);
            visitor.Dispose();
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream());
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
