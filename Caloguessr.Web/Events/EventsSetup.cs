using Caloguessr.ServiceDefaults;

namespace Caloguessr.Web.Events;

/// <summary>Saved estimates become events on Kafka.</summary>
public static class EventsSetup
{
    /// <summary>Publishes to the broker of the connection string <paramref name="name"/> (<c>host:port[,host:port]</c>); without one, nothing.</summary>
    /// <exception cref="ConfigurationException">The connection string names no server.</exception>
    public static void AddEvents(this IHostApplicationBuilder builder, string name)
    {
        if (builder.Configuration.GetConnectionString(name)?.Trim() is not { Length: > 0 } bootstrapServers) return;
        if (!bootstrapServers.Split(',', StringSplitOptions.TrimEntries).All(IsServer))
            throw new ConfigurationException($"ConnectionStrings__{name}", $"is '{bootstrapServers}'; write host:port, several with commas between");

        builder.Services.AddSingleton<EstimateOutbox>();
        builder.Services.AddSingleton<EstimateEvents>();
        builder.Services.AddSingleton<OutboxLease>();
        builder.Services.AddSingleton(services => new EventProducer(bootstrapServers, services.GetRequiredService<ILogger<EventProducer>>()));
        builder.Services.AddHostedService<EstimatePublisher>();
        builder.Services.AddHealthChecks().AddCheck<OutboxHealthCheck>(OutboxHealthCheck.Name);
    }

    private static bool IsServer(string server) =>
        server.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(server.AsSpan(colon + 1), out var port) && port > 0;
}
