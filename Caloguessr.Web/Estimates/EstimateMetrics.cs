using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Caloguessr.Web.Estimates;

/// <summary>Counts estimates and their time, by outcome (a problem's code, <c>estimated</c>, <c>cancelled</c>, <c>failed</c>) and provider.</summary>
internal static class EstimateMetrics
{
    private static readonly Counter<long> Estimates =
        WebTelemetry.Meter.CreateCounter<long>("caloguessr.estimates", "{estimate}", "Estimates asked for.");

    private static readonly Histogram<double> Duration = WebTelemetry.Meter.CreateHistogram<double>(
        "caloguessr.estimate.duration", "s", "Time from the request to the estimate.",
        advice: new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60] });

    public static void Record(string outcome, string provider, TimeSpan elapsed)
    {
        var tags = new TagList { { "outcome", outcome }, { "provider", provider } };
        Estimates.Add(1, tags);
        Duration.Record(elapsed.TotalSeconds, tags);
    }
}
