namespace Caloguessr.DevBroker.Server;

/// <summary>What this broker is called: one node that leads everything and coordinates everyone.</summary>
internal sealed class Broker
{
    public const int NodeId = 1;
    public const string ClusterId = "caloguessr-dev-broker-1";

    public string Host { get; private set; } = "127.0.0.1";
    public int Port { get; private set; }

    /// <summary>Tells what clients are told.</summary>
    public void ListensOn(string host, int port) => (Host, Port) = (host, port);
}
