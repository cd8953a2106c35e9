using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Caloguessr.ServiceDefaults.Lake;

/// <summary>Registers the lake.</summary>
public static class LakeExtensions
{
    /// <summary>Adds the <see cref="Lake"/> of the connection string <paramref name="name"/>, and a health check of it.</summary>
    /// <exception cref="ConfigurationException">There is no such connection string, or it names no directory that can be written.</exception>
    public static void AddLake(this IHostApplicationBuilder builder, string name)
    {
        var root = DirectoryOf(name, builder.Configuration.GetConnectionString(name));
        builder.Services.AddSingleton(services => new Lake(root, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<LakeSweep>();
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(name, _ => new LakeHealthCheck(root), HealthStatus.Unhealthy, null));
    }

    private static string DirectoryOf(string name, string? connectionString)
    {
        var setting = $"ConnectionStrings__{name}";
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new ConfigurationException(setting, "is not set; give a directory that all replicas share: Path=<directory>");

        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = connectionString;
        }
        catch (ArgumentException)
        {
            throw new ConfigurationException(setting, "cannot be read; write Path=<directory>");
        }
        if (parts.ContainsKey("Endpoint"))
            throw new ConfigurationException(setting, "names an S3 bucket, which this version cannot use yet; write Path=<directory>");
        if (!parts.TryGetValue("Path", out var path) || path is not string { Length: > 0 } directory)
            throw new ConfigurationException(setting, "names no directory; write Path=<directory>");

        try
        {
            return Directory.CreateDirectory(directory).FullName;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(setting, $"names a directory that cannot be made ({refused.Message}); choose one this process may write");
        }
    }

    private sealed class LakeHealthCheck(string root) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            var probe = Path.Combine(root, $".health-{Guid.NewGuid():N}");
            try
            {
                await File.WriteAllBytesAsync(probe, [1], cancellationToken);
                File.Delete(probe);
                return HealthCheckResult.Healthy();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                return HealthCheckResult.Unhealthy($"The lake cannot be written: {refused.Message}");
            }
        }
    }
}
