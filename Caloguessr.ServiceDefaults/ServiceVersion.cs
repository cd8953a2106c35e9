using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Caloguessr.ServiceDefaults;

/// <summary>Which build answers. <c>GET /version</c>.</summary>
/// <param name="Name">The service, such as <c>Caloguessr.Web</c>.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Commit">The commit it was built from; <c>unknown</c> when built outside a repository.</param>
public sealed record ServiceVersion(string Name, string Version, string Commit)
{
    /// <summary>Reads the version and commit that the SDK puts into an assembly.</summary>
    public static ServiceVersion Of(Assembly? assembly)
    {
        var informational = assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        return new(
            assembly?.GetName().Name ?? "unknown",
            plus < 0 ? informational : informational[..plus],
            plus < 0 ? "unknown" : informational[(plus + 1)..]);
    }
}

internal static class VersionEndpoint
{
    public static void MapVersion(this IEndpointRouteBuilder app)
    {
        var name = app.ServiceProvider.GetRequiredService<IHostEnvironment>().ApplicationName;
        var version = ServiceVersion.Of(Assembly.Load(name));
        app.MapGet("/version", () => version).ExcludeFromDescription();
    }
}
