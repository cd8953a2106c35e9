using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Caloguessr.Web.Recognition;

/// <summary>Loads the model beside the start of the service, and tells whether it is there.</summary>
internal sealed class RecogniserLoader(FoodRecogniser recogniser) : BackgroundService, IHealthCheck
{
    public const string HealthCheck = "recogniser";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(State());

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => recogniser.Loading;

    private HealthCheckResult State() => recogniser.Loading switch
    {
        { IsCompletedSuccessfully: true } => HealthCheckResult.Healthy(),
        { IsFaulted: true } failed => HealthCheckResult.Unhealthy("The built-in recogniser cannot be loaded.", failed.Exception),
        _ => HealthCheckResult.Degraded("The built-in recogniser is being loaded."),
    };
}
