using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Lake;

/// <summary>The lake as a directory of this machine. It has no process and is ready at once.</summary>
/// <param name="name">Name of the resource and of the connection string.</param>
/// <param name="path">The directory.</param>
public sealed class LakeDirectoryResource(string name, string path) : Resource(name), IResourceWithConnectionString, IResourceWithoutLifetime
{
    /// <summary>The directory.</summary>
    public string Path { get; } = path;

    /// <summary><c>Path=&lt;directory&gt;</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Path={Path}");
}
