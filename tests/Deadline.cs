namespace Caloguessr;

/// <summary>What does not come in time fails the test, which says what was awaited, instead of hanging.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Standard = TimeSpan.FromSeconds(30);

    public static async Task WithDeadline(this Task task, string awaited, TimeSpan? deadline = null)
    {
        try
        {
            await task.WaitAsync(deadline ?? Standard, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Awaited for {(deadline ?? Standard).TotalSeconds} s: {awaited}.");
        }
    }

    public static async Task<T> WithDeadline<T>(this Task<T> task, string awaited, TimeSpan? deadline = null)
    {
        await ((Task)task).WithDeadline(awaited, deadline);
        return await task;
    }
}
