namespace Caloguessr.Web.Recognition;

/// <summary>Registers the built-in recogniser.</summary>
public static class RecognitionExtensions
{
    /// <summary>Adds <see cref="BuiltinEstimator"/>, which needs the food table, and begins to load its model at the start.</summary>
    public static void AddRecognition(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FoodRecogniser>();
        builder.Services.AddSingleton<BuiltinEstimator>();
        builder.Services.AddSingleton<RecogniserLoader>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RecogniserLoader>());
        builder.Services.AddHealthChecks().AddCheck<RecogniserLoader>(RecogniserLoader.HealthCheck);
    }
}
