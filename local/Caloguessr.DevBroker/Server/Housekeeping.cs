using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Topics;
using Caloguessr.DevBroker.Transactions;

namespace Caloguessr.DevBroker.Server;

/// <summary>What happens by time alone: sessions and transactions that run out, retention, compaction.</summary>
internal sealed partial class Housekeeping(
    TopicStore topics, GroupCoordinator groups, TransactionCoordinator transactions, BrokerOptions options, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    // As Kafka's producer.id.expiration.ms.
    private static readonly TimeSpan ProducersKept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleaned = time.GetTimestamp();
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!(Guard(groups.Sweep) & Guard(transactions.Sweep))) await Task.Delay(AfterFault, time, stoppingToken);
                if (time.GetElapsedTime(cleaned) < options.LogRetentionCheckInterval) continue;
                var now = time.GetUtcNow();
                foreach (var log in topics.All.SelectMany(topic => topic.Partitions))
                {
                    Guard(() => log.Clean(now.ToUnixTimeMilliseconds()));
                    log.ExpireProducers((now - ProducersKept).ToUnixTimeMilliseconds());
                }
                cleaned = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The clean stop.
        }
    }

    // A full disk or a corrupt file of one topic must not end the housekeeping of the others; the next round tries again.
    private bool Guard(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            LogFault(fault);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "broker.housekeeping.fault", Message = "A round of housekeeping failed and will be tried again.")]
    private partial void LogFault(Exception fault);
}
