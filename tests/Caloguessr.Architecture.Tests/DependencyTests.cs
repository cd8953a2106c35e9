using System.Xml.Linq;

namespace Caloguessr.Architecture.Tests;

/// <summary>The arrows between the rooms. A service never references another service; Contracts references nothing.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Caloguessr.Contracts"] = [],
        ["Caloguessr.ServiceDefaults"] = [],
        ["Caloguessr.Hosting"] = [],
        ["Caloguessr.Web"] = ["Caloguessr.Contracts", "Caloguessr.ServiceDefaults"],
        // The one stand-in: no project of the product refers to it.
        ["Caloguessr.DevBroker"] = ["Caloguessr.ServiceDefaults"],
        ["Caloguessr.AppHost"] = ["Caloguessr.Hosting", "Caloguessr.Web"],
    };

    public static TheoryData<string> Rooms => [.. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
        .Where(path => Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar) is [not ("tests" or "bench" or "artifacts"), ..])
        .Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory, MemberData(nameof(Rooms))]
    public void Project_References_OnlyWhatItsRoomAllows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is a new room: add its arrows to this test.");

        Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), References(project));
    }

    [Fact]
    public void Contracts_UsesNoPackage()
    {
        var packages = XDocument.Load(ProjectFile("Caloguessr.Contracts")).Descendants("PackageReference");

        Assert.Empty(packages);
    }

    private static HashSet<string> References(string project) =>
        [.. XDocument.Load(ProjectFile(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static string ProjectFile(string project) =>
        ((string[])[project, Path.Combine("local", project)]).Select(folder => Path.Combine(Repository.Root, folder, $"{project}.csproj")).First(File.Exists);
}
