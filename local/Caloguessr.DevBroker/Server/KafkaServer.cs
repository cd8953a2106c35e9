using System.Net;
using System.Net.Sockets;

namespace Caloguessr.DevBroker.Server;

/// <summary>Listens for clients and gives each a <see cref="Connection"/>.</summary>
internal sealed partial class KafkaServer(BrokerOptions options, Broker broker, ApiTable apis, BrokerMetrics metrics, ILogger<KafkaServer> logger) : BackgroundService
{
    private const int Backlog = 512;
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var address = options.Host is "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(options.Host, out var parsed) ? parsed
            : throw new ServiceDefaults.ConfigurationException("Broker__Host", "is no address; write 127.0.0.1, or 0.0.0.0 for every interface");
        try
        {
            listener.Bind(new IPEndPoint(address, options.Port));
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new ServiceDefaults.ConfigurationException("Broker__Port", $"is {options.Port}, which is in use; stop what listens there, or choose another port");
        }
        listener.Listen(Backlog);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        broker.ListensOn(options.AdvertisedHost ?? options.Host, port);
        _listener = listener;
        await base.StartAsync(cancellationToken);
        Console.WriteLine($"Caloguessr.DevBroker listens on {options.Host}:{port}");
    }

    private Socket? _listener;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var listener = _listener!;
        var connections = new HashSet<Task>();
        try
        {
            while (true)
            {
                connections.RemoveWhere(connection => connection.IsCompleted);
                try
                {
                    connections.Add(ServeAsync(await listener.AcceptAsync(stoppingToken), stoppingToken));
                }
                catch (SocketException refused)
                {
                    // Out of file descriptors, say: those who are served go on, and the next may come when some have left.
                    LogNotAccepted(refused);
                    await Task.Delay(AfterFault, TimeProvider.System, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The clean stop: connections end by the same token.
        }
        await Task.WhenAny(Task.WhenAll(connections), Task.Delay(DrainTime, TimeProvider.System, CancellationToken.None));
    }

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        await Task.Yield();
        using var connection = new Connection(socket, options.SocketRequestMaxBytes, apis, metrics);
        try
        {
            await connection.ServeAsync(stopping);
        }
        catch (Protocol.FrameException bad)
        {
            LogBadFrame(connection.Remote, bad.Message);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // The client left, or the broker stops.
        }
        catch (Exception fault)
        {
            LogFault(fault, connection.Remote);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, EventName = "broker.frame.bad", Message = "{Client} sent what is no request; its connection is closed. {Fault}")]
    private partial void LogBadFrame(string client, string fault);

    [LoggerMessage(Level = LogLevel.Error, EventName = "broker.accept.fault", Message = "A connection could not be accepted.")]
    private partial void LogNotAccepted(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, EventName = "broker.connection.fault", Message = "The connection of {Client} is closed.")]
    private partial void LogFault(Exception fault, string client);
}
