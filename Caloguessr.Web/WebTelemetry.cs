using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Caloguessr.Web;

/// <summary>What this service's own spans and metrics come from.</summary>
public static class WebTelemetry
{
    /// <summary>Spans.</summary>
    public static readonly ActivitySource Source = new("Caloguessr.Web");

    /// <summary>Metrics.</summary>
    public static readonly Meter Meter = new("Caloguessr.Web");
}
