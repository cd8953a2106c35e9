namespace Caloguessr.Web.Tests.Events;

/// <summary>The outbox as it lies in a lake's directory.</summary>
internal static class Outbox
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static string[] Files(DirectoryInfo lake) =>
        Path.Combine(lake.FullName, "outbox", "meal-estimates") is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];

    /// <summary>Waits until so many events are kept.</summary>
    public static async Task CountsAsync(DirectoryInfo lake, int count, CancellationToken token)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Files(lake).Length != count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Deadline, $"{Files(lake).Length} events wait instead of {count}.");
            await Task.Delay(Interval, TimeProvider.System, token);
        }
    }
}
