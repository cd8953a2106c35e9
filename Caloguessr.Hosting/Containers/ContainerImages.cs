using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Caloguessr.Hosting.Containers;

/// <summary>Container images that a configuration may replace: by a mirror's, or by what an air-gapped machine has loaded.</summary>
internal static class ContainerImages
{
    /// <summary>Begins the setting of each image: <c>Caloguessr:Images:&lt;name&gt;</c>.</summary>
    public const string Section = "Caloguessr:Images";

    /// <summary>
    /// Uses the image of the setting <c>Caloguessr:Images:&lt;name&gt;</c>, else the standard one. Both are whole references, <c>registry/name:tag</c>.
    /// </summary>
    public static IResourceBuilder<T> WithConfiguredImage<T>(this IResourceBuilder<T> container, string name, string standard) where T : ContainerResource =>
        container.WithImage(container.ApplicationBuilder.Configuration[$"{Section}:{name}"] is { Length: > 0 } configured ? configured : standard);

    /// <summary>Whether run mode uses containers: the setting <c>Caloguessr:Containers</c>.</summary>
    public static bool UsesContainers(this IDistributedApplicationBuilder builder) => builder.Configuration.GetValue<bool>("Caloguessr:Containers");
}
