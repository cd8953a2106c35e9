using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Caloguessr.ServiceDefaults;

/// <summary>What every service of Caloguessr has: telemetry, health, resilience, service discovery.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, health checks, <see cref="TimeProvider"/>, and resilience and service discovery for every HTTP client.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.AddHealth();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c>, <c>/metrics</c> and <c>/version</c>, in every environment: probes and scrapers need them in production.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        app.MapVersion();
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }
}
