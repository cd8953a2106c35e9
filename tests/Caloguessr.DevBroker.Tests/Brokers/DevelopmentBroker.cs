namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>The development broker, with an empty data directory and a free port.</summary>
public sealed class DevelopmentBroker : Broker
{
    private DirectoryInfo? _data;
    private BrokerProcess? _process;

    /// <summary>Its resident memory in bytes; <c>null</c> before it is started.</summary>
    internal long? Memory => _process?.Memory;

    private protected override async Task<Started> StartAsync()
    {
        if (BrokerProcess.Missing is { } missing) return new(null, missing);
        _data = Directory.CreateTempSubdirectory("caloguessr-devbroker-");
        _process = await BrokerProcess.StartAsync(_data.FullName);
        return new(_process.Bootstrap, null);
    }

    private protected override async Task StopAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _data?.Delete(recursive: true);
    }
}
