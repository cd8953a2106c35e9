using System.Diagnostics;
using Caloguessr.Web.Tests.Estimates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using OpenTelemetry.Trace;

namespace Caloguessr.Web.Tests.Events;

/// <summary>A replica that publishes to a broker, with the lake that it is given.</summary>
internal sealed class EventsHost : WebHost
{
    public EventsHost(string lake, string bootstrapServers)
    {
        Settings["ConnectionStrings:lake"] = $"Path={lake}";
        Settings["ConnectionStrings:kafka"] = bootstrapServers;
    }

    public SpanCollector Spans { get; } = new();

    /// <summary>The span of the record with a key.</summary>
    public Activity? SentSpan(string key) =>
        Spans.All.FirstOrDefault(span => span.Kind == ActivityKind.Producer && span.GetTagItem("messaging.kafka.message.key") as string == key);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(Spans)));
    }
}
