using System.Diagnostics;

namespace Caloguessr.DevBroker.Tests.Brokers;

/// <summary>Waits for something with a deadline, and says what was awaited when it passes.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task HoldsAsync(string awaited, TimeSpan deadline, Func<Task<bool>> condition, Func<string> state, CancellationToken token)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            if (watch.Elapsed > deadline) throw new TimeoutException($"Awaited for {deadline.TotalSeconds} s: {awaited}. State: {state()}");
            await timer.WaitForNextTickAsync(token);
        }
    }

    public static Task HoldsAsync(string awaited, Func<Task<bool>> condition, Func<string> state, CancellationToken token) =>
        HoldsAsync(awaited, Deadline, condition, state, token);

    /// <summary>Asks again until the answer is none of the passing ones.</summary>
    public static async Task<T> AnswersAsync<T>(string awaited, Func<Task<T>> ask, Func<T, bool> passing, CancellationToken token)
    {
        T answer = default!;
        await HoldsAsync(awaited, async () => !passing(answer = await ask()), () => $"{answer}", token);
        return answer;
    }
}
