using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Caloguessr.ServiceDefaults;

/// <summary>Traces, metrics and logs by OpenTelemetry: OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, Prometheus always.</summary>
public static class Telemetry
{
    /// <summary>Every activity source and meter of our own begins with this name.</summary>
    public const string SourcePattern = "Caloguessr.*";

    private static readonly string[] OwnEndpoints = ["/health", "/alive", "/metrics", "/version"];

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var version = ServiceVersion.Of(Assembly.GetEntryAssembly());
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName, serviceVersion: version.Version)
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(SourcePattern)
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddPrometheusExporter())
            .WithTracing(tracing => tracing
                .AddSource(SourcePattern)
                .AddAspNetCoreInstrumentation(options => options.Filter = IsStory)
                .AddHttpClientInstrumentation());

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.UseOtlpExporter();
    }

    // Probes and scrapes come every few seconds and would bury the requests of people.
    private static bool IsStory(HttpContext context) =>
        !OwnEndpoints.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));
}
