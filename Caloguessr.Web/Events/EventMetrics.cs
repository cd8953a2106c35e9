using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Caloguessr.Web.Events;

/// <summary>Counts records sent, by OpenTelemetry's conventions for messaging.</summary>
internal static class EventMetrics
{
    private static readonly Counter<long> SentMessages =
        WebTelemetry.Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Records given to the broker.");

    /// <summary>Counts one record.</summary>
    /// <param name="topic">Where it went.</param>
    /// <param name="error">Kafka's name of what went wrong; <c>null</c>: it was confirmed.</param>
    public static void Sent(string topic, string? error)
    {
        var tags = new TagList { { "messaging.system", "kafka" }, { "messaging.operation.name", "send" }, { "messaging.destination.name", topic } };
        if (error is not null) tags.Add("error.type", error);
        SentMessages.Add(1, tags);
    }
}
