using System.Runtime.CompilerServices;

namespace Caloguessr;

/// <summary>
/// What a developer may have set for the application, such as a key, must not change what the tests see: it is taken out of their environment before
/// anything starts in it or inherits it.
/// </summary>
internal static class DeveloperSettings
{
    private static readonly string[] Prefixes =
    [
        "ASPNETCORE_", "DOTNET_ENVIRONMENT", "OTEL_", "Caloguessr__", "ConnectionStrings__", "DataProtection__", "Estimator__", "Gemini__", "OpenAI__",
        "Parameters__", "Photos__", "Proxies__", "RateLimit__", "Vertex__",
    ];

    [ModuleInitializer]
    internal static void Forget()
    {
        var foreign = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
        foreach (var name in foreign.ToList()) Environment.SetEnvironmentVariable(name, null);
    }
}
