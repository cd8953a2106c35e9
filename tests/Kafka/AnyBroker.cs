namespace Caloguessr;

/// <summary>For tests that leave others' topics alone: the broker of <c>KAFKA_BOOTSTRAP</c>, else a development broker, one for the class.</summary>
public sealed class AnyBroker : IAsyncLifetime
{
    private OwnBroker? _own;

    public string BootstrapServers { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        BootstrapServers = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") ?? "";
        if (BootstrapServers.Length > 0) return;
        _own = OwnBroker.Development();
        await _own.StartAsync(CancellationToken.None);
        BootstrapServers = _own.BootstrapServers;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }
}
