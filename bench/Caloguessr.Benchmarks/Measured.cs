using System.Diagnostics;
using System.Globalization;

namespace Caloguessr.Benchmarks;

/// <summary>What a piece of work cost.</summary>
/// <param name="Ms">Time in ms.</param>
/// <param name="CpuMs">Time of all processors in ms: unlike the other, steady on a busy machine.</param>
internal sealed record Cost(double Ms, double CpuMs)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms:F1} ({CpuMs:F1})");
}

/// <summary>What every measurement needs: medians, and the memory of this process.</summary>
internal static class Measured
{
    /// <summary>Runs work once.</summary>
    public static async Task<Cost> CostAsync(Func<Task> work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await work();
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    }

    /// <summary>The median of each figure.</summary>
    public static Cost Median(IReadOnlyCollection<Cost> costs) =>
        new(Median(costs.Select(cost => cost.Ms)), Median(costs.Select(cost => cost.CpuMs)));

    public static double Median(IEnumerable<double> times) => times.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    /// <summary>Memory now (<c>VmRSS</c>) or the most there was (<c>VmHWM</c>), in MiB.</summary>
    public static double MemoryMiB(string line)
    {
        var found = File.ReadLines("/proc/self/status").First(text => text.StartsWith(line, StringComparison.Ordinal));
        return double.Parse(found.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public static string Row(params object[] cells) =>
        $"| {string.Join(" | ", cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture)))} |";
}
