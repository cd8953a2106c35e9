using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>A broker the behaviour tests talk to: started with the first test that asks for it, one for the whole run.</summary>
public abstract class Broker : IAsyncDisposable
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private Task<Started>? _started;

    /// <summary>Host and port of the first address; the test is skipped with the reason where this broker cannot run.</summary>
    public async Task<string> BootstrapAsync(CancellationToken token)
    {
        lock (_lock) _started ??= Task.Run(StartAndWaitAsync, CancellationToken.None);
        var started = await _started.WaitAsync(token);
        if (started.Bootstrap is null) Assert.Skip(started.Missing!);
        return started.Bootstrap;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null) await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Either the bootstrap address or the reason why there is none.</summary>
    private protected abstract Task<Started> StartAsync();

    private protected abstract Task StopAsync();

    // A fresh broker makes its offsets and transaction topics with the first request: waited for once, so that no test has to.
    private async Task<Started> StartAndWaitAsync()
    {
        var started = await StartAsync();
        if (started.Bootstrap is null) return started;
        await using var connection = await WireConnection.OpenAsync(started.Bootstrap, CancellationToken.None);
        ErrorCode group = default, producer = default;
        await Eventually.HoldsAsync("the broker's coordinators", ReadyDeadline, async () =>
        {
            _ = await connection.FindCoordinatorAsync("warm-up", 0);
            _ = await connection.FindCoordinatorAsync("warm-up", 1);
            (producer, _, _) = await connection.InitProducerIdOnceAsync("warm-up", 1000);
            group = (await connection.OffsetFetchAsync("warm-up", [])).Error;
            return group == ErrorCode.NoError && producer == ErrorCode.NoError;
        }, () => $"groups: {group}, transactions: {producer}", CancellationToken.None);
        return started;
    }

    private protected sealed record Started(string? Bootstrap, string? Missing);
}
