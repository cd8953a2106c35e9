using System.Globalization;

namespace Caloguessr.Benchmarks;

/// <summary>Times of the same work, in ms.</summary>
internal sealed class Times(IEnumerable<double> times)
{
    private readonly double[] _sorted = [.. times.Order()];

    public double Median => At(0.5);

    public double Longest => _sorted[^1];

    /// <summary>Median and 99th percentile, as a table cell.</summary>
    public override string ToString() => $"p50 {Ms(Median)}, p99 {Ms(At(0.99))}";

    public static string Ms(double time) => time.ToString(time < 10 ? "F1" : "F0", CultureInfo.InvariantCulture) + " ms";

    private double At(double share) => _sorted[(int)Math.Ceiling(share * _sorted.Length) - 1];
}
