namespace Caloguessr;

/// <summary>Where the tests find the project's own files.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the test data that is kept beside the project; <c>null</c> where it is absent.</summary>
    public static string? SharedData(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("CALOGUESSR_SHARED") ?? Path.Combine(Root, "..", "shared"), path));
        return Path.Exists(full) ? full : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Caloguessr.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from within the repository.");
    }
}
