using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Caloguessr.Hosting.Lake;

/// <summary>Adds the data lake to the model.</summary>
public static class LakeBuilderExtensions
{
    /// <summary>
    /// The lake: the one of <c>ConnectionStrings__&lt;name&gt;</c> where that is set or when publishing, else the folder <c>.lake</c> beside the
    /// application host.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddLake(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        if (builder.ExecutionContext.IsPublishMode || !string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name)))
            return builder.AddConnectionString(name);

        var path = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", $".{name}"));
        return builder.AddResource(new LakeDirectoryResource(name, path)).WithInitialState(new CustomResourceSnapshot
        {
            ResourceType = "Directory",
            State = KnownResourceStates.Running,
            Properties = [new(CustomResourceKnownProperties.Source, path)],
        });
    }
}
