using System.Security.Cryptography;
using Caloguessr.Testing;

[assembly: AssemblyFixture(typeof(Caloguessr.Browser.Tests.Site.CaloguessrSite))]

namespace Caloguessr.Browser.Tests.Site;

/// <summary>
/// What all tests share: two replicas of the web application over one lake and one data protection secret, the proxy before them, a stub that
/// stands for Gemini, and one browser. Tests do not see each other: each has its own browser context, and so its own diary and key.
/// </summary>
public sealed class CaloguessrSite : IAsyncLifetime
{
    private const float Patience = 20_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-browser-");
    private GeminiStub? _gemini;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Replica[] _replicas = [];
    private AlternatingProxy? _proxy;

    /// <summary>Both replicas under one origin.</summary>
    public Uri Address => _proxy!.Address;

    /// <summary>The origins of the replicas themselves. Cookies do not care for ports.</summary>
    public IReadOnlyList<Uri> Replicas => [.. _replicas.Select(replica => replica.Address)];

    /// <summary>The keys that Gemini accepts, and what it answers.</summary>
    public GeminiKeys Keys { get; } = new();

    /// <summary>The directory of the lake.</summary>
    public string Lake => Path.Combine(_folder.FullName, "lake");

    public IBrowser Browser => _browser!;

    /// <summary>What the replicas wrote.</summary>
    public string Output => string.Join('\n', _replicas.Select(replica => replica.Output));

    public async ValueTask InitializeAsync()
    {
        if (Chromium.WhyAbsent is not null) return;
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Another way in, which the caller ends.</summary>
    internal AlternatingProxy WayIn()
    {
        var proxy = new AlternatingProxy(Replicas);
        proxy.Up();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_proxy is not null) await _proxy.DisposeAsync();
        foreach (var replica in _replicas) await replica.DisposeAsync();
        if (_gemini is not null) await _gemini.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        _gemini = await GeminiStub.StartAsync();
        Keys.Serve(_gemini);
        var secret = Path.Combine(_folder.FullName, "data-protection.key");
        await File.WriteAllTextAsync(secret, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__lake"] = $"Path={Lake}",
            ["DataProtection__KeyFile"] = secret,
            // Before a page told the visitor's time zone, the server's own counts.
            ["TZ"] = Seed.TimeZone,
            ["Gemini__Endpoint"] = _gemini.Endpoint.ToString(),
            // All tests come from one address.
            ["RateLimit__EstimatesPerMinute"] = "10000",
            ["RateLimit__WritesPerMinute"] = "10000",
        };
        _replicas = [new(settings), new(settings)];
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments, Timeout = 3 * Patience });
        SetDefaultExpectTimeout(Patience);
        await Task.WhenAll(_replicas.Select(replica => replica.ReadyAsync()));
        _proxy = new(Replicas);
        _proxy.Up();
    }
}
