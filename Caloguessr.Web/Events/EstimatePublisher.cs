using System.Text.Json;

namespace Caloguessr.Web.Events;

/// <summary>
/// Sends what waits in the outbox, oldest first, and removes what the broker has confirmed on all its replicas. Runs in every replica; the
/// lease decides which one sends. A record is sent twice only when its confirmation got lost.
/// </summary>
internal sealed partial class EstimatePublisher(
    EstimateOutbox outbox, OutboxLease lease, EventProducer producer, TimeProvider time, ILogger<EstimatePublisher> log) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);
    // What can never be sent stays and is counted as waiting; the others go on.
    private readonly HashSet<string> _setAside = new(StringComparer.Ordinal);
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (await RoundAsync(stoppingToken)) await outbox.AddedAsync(LookInterval, stoppingToken);
                else await Task.Delay(RetryInterval, time, stoppingToken);
            }
        }
        finally
        {
            await lease.ReleaseAsync(CancellationToken.None);
        }
    }

    /// <summary>Sends all that waits, if it is this replica's turn.</summary>
    /// <returns><c>false</c>: something could not be sent.</returns>
    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            IReadOnlyList<string> keys = [.. (await outbox.KeysAsync(stoppingToken)).Where(key => !_setAside.Contains(key))];
            while (keys.Count > 0)
            {
                if (!await lease.HoldAsync(stoppingToken)) return true;
                // While the broker is away one record finds out, not a hundred.
                var batch = keys.Take(_isAway ? 1 : BatchSize).ToList();
                if (!await SendAsync(batch, stoppingToken)) return false;
                keys = [.. keys.Skip(batch.Count)];
            }
            return true;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(log, failed);
            return false;
        }
    }

    private async Task<bool> SendAsync(IReadOnlyList<string> keys, CancellationToken stoppingToken)
    {
        var entries = new List<(string Key, OutboxEntry Entry)>();
        foreach (var key in keys)
            if (await ReadAsync(key, stoppingToken) is { } entry) entries.Add((key, entry));
        if (entries.Count == 0) return true;

        producer.Renew();
        // The client sends in the order of these calls; only the confirmations are awaited together.
        var sent = Task.WhenAll(entries.Select(entry => SendAsync(entry.Key, entry.Entry)).ToList());
        try
        {
            await sent.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(sent, Task.Delay(StopGrace, time, CancellationToken.None));
            throw;
        }

        var isAway = sent.Result.Contains(false);
        if (isAway && !_isAway) LogAway(log, outbox.Waiting);
        if (!isAway && _isAway) LogBack(log, outbox.Waiting);
        _isAway = isAway;
        return !isAway;
    }

    /// <returns><c>false</c>: it must be tried again.</returns>
    private async Task<bool> SendAsync(string key, OutboxEntry entry)
    {
        switch (await producer.SendAsync(entry))
        {
            case SendResult.Confirmed:
                await outbox.RemoveAsync(key, CancellationToken.None);
                return true;
            case SendResult.Refused:
                SetAside(key, null);
                return true;
            default:
                return false;
        }
    }

    private async Task<OutboxEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await outbox.ReadAsync(key, cancellationToken);
        }
        catch (JsonException unreadable)
        {
            SetAside(key, unreadable);
            return null;
        }
    }

    private void SetAside(string key, Exception? unreadable)
    {
        lock (_setAside) _setAside.Add(key);
        LogSetAside(log, key, unreadable);
    }

    [LoggerMessage(EventName = "web.events.broker_away", Level = LogLevel.Warning, Message = "The broker does not confirm; {Waiting} estimates wait in the lake.")]
    private static partial void LogAway(ILogger log, int waiting);

    [LoggerMessage(EventName = "web.events.broker_back", Level = LogLevel.Information, Message = "The broker confirms again; {Waiting} estimates are still to be sent.")]
    private static partial void LogBack(ILogger log, int waiting);

    [LoggerMessage(EventName = "web.events.round_failed", Level = LogLevel.Warning, Message = "Estimates could not be sent; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception failed);

    [LoggerMessage(EventName = "web.events.set_aside", Level = LogLevel.Error, Message = "{Key} in the lake is no event, or none that the broker takes; it is left where it is.")]
    private static partial void LogSetAside(ILogger log, string key, Exception? unreadable);
}
