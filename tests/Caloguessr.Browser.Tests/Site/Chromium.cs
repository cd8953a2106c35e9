namespace Caloguessr.Browser.Tests.Site;

/// <summary>Debian's Chromium, or the one that <c>CHROMIUM</c> names; Playwright's own browsers are not downloaded.</summary>
internal static class Chromium
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    public static string? WhyAbsent { get; } = File.Exists(Path) ? null : $"There is no Chromium at {Path}: install the package 'chromium', or name another one by CHROMIUM.";

    // The sandbox needs rights that containers do not give; the rest keeps the browser from calling home.
    public static string[] Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];
}
