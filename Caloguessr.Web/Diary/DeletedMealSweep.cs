namespace Caloguessr.Web.Diary;

/// <summary>Removes deleted meals and their photos for good, once their deletion can no longer be undone.</summary>
internal sealed partial class DeletedMealSweep(DiaryStore diary, TimeProvider time, ILogger<DeletedMealSweep> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (await diary.SweepAsync(stoppingToken) is > 0 and var count) LogSwept(log, count);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(log, failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventName = "web.diary.deleted_meals_swept", Level = LogLevel.Debug, Message = "{Count} deleted meals are gone for good.")]
    private static partial void LogSwept(ILogger log, int count);

    [LoggerMessage(EventName = "web.diary.sweep_failed", Level = LogLevel.Warning, Message = "Deleted meals could not be removed; the next sweep tries again.")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
