using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.Hosting.Start;

/// <summary>Makes a start easy to understand: fixed ports, one message when it cannot succeed, nothing left behind.</summary>
public static class LocalStart
{
    // Where the launch profile and Aspire keep the dashboard's address.
    private const string DashboardAddress = "ASPNETCORE_URLS";

    /// <summary>
    /// Builds the model and runs or publishes it. A bad setting, a taken port, or a service that dies before it was healthy ends the start with one
    /// message on standard error.
    /// </summary>
    /// <returns>0 after a clean stop, 1 when the start did not succeed.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IDistributedApplicationBuilder> model)
    {
        try
        {
            var builder = DistributedApplication.CreateBuilder(args);
            if (builder.ExecutionContext.IsRunMode)
            {
                // The application host outlives its children, so that a second start right after finds every port free.
                builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
                // Asking the package feed for a newer Aspire would cost every other start a second process, and the network.
                builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
                builder.Services.AddSingleton<StartWatch>();
                builder.Services.AddHostedService(services => services.GetRequiredService<StartWatch>());
            }
            model(builder);

            await using var application = builder.Build();
            await application.RunAsync();
            return application.Services.GetService<StartWatch>() is { Failed: true } ? 1 : 0;
        }
        catch (DistributedApplicationException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
    }

    /// <summary>A fixed port of this machine, which must be free.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="setting">The setting that moves it, such as <c>Caloguessr:Web:Port</c>.</param>
    /// <param name="standard">The port when the setting is absent.</param>
    /// <exception cref="DistributedApplicationException">It is no port, or in use; the message names the setting and the fix.</exception>
    public static int Port(this IDistributedApplicationBuilder builder, string setting, int standard)
    {
        var variable = setting.Replace(":", "__", StringComparison.Ordinal);
        var port = standard;
        if (builder.Configuration[setting] is { Length: > 0 } value && !(int.TryParse(value, out port) && port is > 0 and <= 65535))
            throw new DistributedApplicationException($"{variable} is '{value}', which is no port; give a number from 1 to 65535.");

        var isFixed = builder.ExecutionContext.IsRunMode && !builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        return isFixed && PortCheck.IsTaken(port)
            ? throw new DistributedApplicationException($"Port {port} is in use. Stop what listens there, or choose another one: {variable}={port + 1}")
            : port;
    }

    /// <summary>Moves the dashboard to the port of a setting; without it, the launch profile's port stays.</summary>
    /// <exception cref="DistributedApplicationException">It is no port, or in use; the message names the setting and the fix.</exception>
    public static void WithDashboardPort(this IDistributedApplicationBuilder builder, string setting)
    {
        if (!Uri.TryCreate(builder.Configuration[DashboardAddress], UriKind.Absolute, out var address) || address.Port == 0) return;
        var port = builder.Port(setting, address.Port);
        builder.Configuration[DashboardAddress] = new UriBuilder(address) { Port = port }.Uri.ToString();
    }
}
