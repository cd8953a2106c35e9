using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Caloguessr.Web.Tests;

/// <summary>The web application in the test's process, with a lake of its own. Settings are given as <c>Section:Name</c>.</summary>
public class WebHost : WebApplicationFactory<Program>
{
    // One secret for all hosts of a run, as replicas have.
    internal static readonly string KeyFile = MakeKeyFile();

    private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-web-");

    /// <summary>The lake's directory.</summary>
    public string Lake => _lake.FullName;

    /// <summary>Settings beside the lake; set before the first client.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:lake", $"Path={_lake.FullName}");
        builder.UseSetting("DataProtection:KeyFile", KeyFile);
        foreach (var (name, value) in Settings) builder.UseSetting(name, value);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _lake.Exists) _lake.Delete(recursive: true);
    }

    private static string MakeKeyFile()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("caloguessr-key-").FullName, "data-protection.key");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        File.WriteAllText(file, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        return file;
    }
}
