using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Caloguessr.ServiceDefaults.Lake;

/// <summary>Removes the half-written files of killed processes: nobody sees them, but they may hold what somebody meant to delete.</summary>
internal sealed partial class LakeSweep(Lake lake, TimeProvider time, ILogger<LakeSweep> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (lake.SweepParts() is > 0 and var count) LogSwept(log, count);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                LogFailed(log, failed.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventName = "lake.parts_swept", Level = LogLevel.Information,
        Message = "{Count} half-written files of killed processes are gone.")]
    private static partial void LogSwept(ILogger log, int count);

    [LoggerMessage(EventName = "lake.sweep_failed", Level = LogLevel.Warning,
        Message = "Half-written files could not be removed ({Fault}); the next sweep tries again.")]
    private static partial void LogFailed(ILogger log, string fault);
}
