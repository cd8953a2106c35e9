using System.Diagnostics;
using System.Globalization;

namespace Caloguessr.Benchmarks;

/// <summary>What every measurement needs: medians, and the memory of this process.</summary>
internal static class Measured
{
    /// <summary>Runs work and gives the time it took in ms.</summary>
    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static double Median(IEnumerable<double> times) => times.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    /// <summary>Memory now (<c>VmRSS</c>) or the most there was (<c>VmHWM</c>), in MiB.</summary>
    public static double MemoryMiB(string line) => File.ReadLines("/proc/self/status").First(text => text.StartsWith(line, StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..] ? double.Parse(kibibytes.Trim(), CultureInfo.InvariantCulture) / 1024 : 0;

    public static string Row(params object[] cells) => $"| {string.Join(" | ", cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture)))} |";
}
