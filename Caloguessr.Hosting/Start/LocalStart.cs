using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Hosting.Start;

/// <summary>Makes a local start quick to understand: fixed ports, one message when it cannot succeed, nothing left behind.</summary>
public static class LocalStart
{
    /// <summary>Reads a port from the configuration.</summary>
    /// <exception cref="DistributedApplicationException">It is no port; the message names the setting.</exception>
    public static int Port(this IDistributedApplicationBuilder builder, string setting, int standard)
    {
        var value = builder.Configuration[setting];
        if (string.IsNullOrWhiteSpace(value)) return standard;
        return int.TryParse(value, out var port) && port is > 0 and <= 65535
            ? port
            : throw new DistributedApplicationException($"{Variable(setting)} is '{value}', which is no port; give a number from 1 to 65535.");
    }

    /// <summary>The dashboard's port: of its own setting, else of the launch profile.</summary>
    /// <exception cref="DistributedApplicationException">It is no port; the message names the setting.</exception>
    public static int DashboardPort(this IDistributedApplicationBuilder builder, string setting)
    {
        const string dashboardAddress = "ASPNETCORE_URLS";
        var profile = Uri.TryCreate(builder.Configuration[dashboardAddress], UriKind.Absolute, out var address) ? address.Port : 0;
        var port = builder.Port(setting, profile);
        if (port != profile) builder.Configuration[dashboardAddress] = $"http://localhost:{port}";
        return port;
    }

    /// <summary>
    /// Runs the application until it is stopped. A taken port, or a service that dies before it was healthy, ends the start with one message on
    /// standard error and exit code 1.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="ports">The fixed ports with the settings that move them.</param>
    public static async Task<int> RunLocallyAsync(this IDistributedApplicationBuilder builder, params (int Port, string Setting)[] ports)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            // The application host outlives its children, so that a second start right after finds every port free.
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
            builder.Services.AddSingleton<StartWatch>();
            builder.Services.AddHostedService(services => services.GetRequiredService<StartWatch>());

            if (!builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
                foreach (var (port, setting) in ports)
                    if (port != 0 && PortCheck.IsTaken(port))
                        return Stop($"Port {port} is in use. Stop what listens there, or choose another one: {Variable(setting)}={port + 1}");
        }

        await using var application = builder.Build();
        await application.RunAsync();
        return application.Services.GetService<StartWatch>() is { Failed: true } ? 1 : 0;
    }

    private static int Stop(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }

    private static string Variable(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);
}
