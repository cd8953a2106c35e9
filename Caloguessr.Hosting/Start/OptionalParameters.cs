using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Start;

/// <summary>Parameters that a start does not ask for.</summary>
public static class OptionalParameters
{
    /// <summary>
    /// A secret parameter that may stay empty. Its value comes from <c>Parameters__&lt;name&gt;</c>, user secrets, or the service's own
    /// <paramref name="setting"/>; both variables are taken out of this process's environment, which the orchestrator, the dashboard and every
    /// service would otherwise inherit.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the parameter, such as <c>gemini-api-key</c>.</param>
    /// <param name="setting">The service's setting, such as <c>Gemini:ApiKey</c>.</param>
    public static IResourceBuilder<ParameterResource> AddOptionalSecret(this IDistributedApplicationBuilder builder, [ResourceName] string name, string setting)
    {
        // A published model names the parameter and holds no value: the deployment brings its own.
        var value = builder.ExecutionContext.IsPublishMode ? "" : builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[setting] ?? "";
        Environment.SetEnvironmentVariable($"Parameters__{name}", null);
        Environment.SetEnvironmentVariable(setting.Replace(":", "__", StringComparison.Ordinal), null);
        return builder.AddParameter(name, () => value, secret: true);
    }

    /// <summary>A parameter that may stay empty; its value comes from <c>Parameters__&lt;name&gt;</c> or the service's own <paramref name="setting"/>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the parameter, such as <c>gemini-endpoint</c>.</param>
    /// <param name="setting">The service's setting, such as <c>Gemini:Endpoint</c>.</param>
    public static IResourceBuilder<ParameterResource> AddOptionalParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, string setting) =>
        builder.AddParameter(name, () => builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[setting] ?? "");
}
