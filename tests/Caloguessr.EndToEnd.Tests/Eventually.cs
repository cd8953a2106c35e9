using System.Diagnostics;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>Waits for something with a deadline, and says what was awaited when it passes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task HoldsAsync(string awaited, TimeSpan deadline, Func<Task<bool>> condition, Func<string> state, CancellationToken token)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            if (watch.Elapsed > deadline) throw new TimeoutException($"Awaited for {deadline.TotalSeconds} s: {awaited}. State:\n{state()}");
            await timer.WaitForNextTickAsync(token);
        }
    }
}
