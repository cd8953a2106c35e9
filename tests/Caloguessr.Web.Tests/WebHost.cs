using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Caloguessr.Web.Tests;

/// <summary>The web application in the test's process, with a lake of its own. Settings are given as <c>Section:Name</c>.</summary>
public class WebHost : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-web-");

    /// <summary>Settings beside the lake; set before the first client.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:lake", $"Path={_lake.FullName}");
        foreach (var (name, value) in Settings) builder.UseSetting(name, value);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _lake.Exists) _lake.Delete(recursive: true);
    }
}
