using Aspire.Hosting;

namespace Caloguessr.Hosting.Projects;

/// <summary>The program that a build made of a project.</summary>
internal static class BuiltProgram
{
    /// <summary>
    /// All projects are built into one artifacts folder, <c>bin/&lt;project&gt;/&lt;configuration&gt;</c>, and the program that runs lies in it as well.
    /// </summary>
    /// <exception cref="DistributedApplicationException">It was not built.</exception>
    public static string Of(string projectPath)
    {
        var name = Path.GetFileNameWithoutExtension(projectPath);
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        return File.Exists(program) ? program : throw new DistributedApplicationException($"{program} is missing. Build the solution: dotnet build");
    }
}
