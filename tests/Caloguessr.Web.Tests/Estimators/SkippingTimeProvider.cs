using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Caloguessr.Web.Tests.Estimators;

/// <summary>A clock that skips short waits, and notes those of retries. Deadlines pass only when the test advances it.</summary>
internal sealed class SkippingTimeProvider : FakeTimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ShortestOfRetries = TimeSpan.FromMilliseconds(100);

    /// <summary>The waits between retries that were skipped.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= Longest)
        {
            if (dueTime >= ShortestOfRetries) Waits.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }
        return timer;
    }
}
