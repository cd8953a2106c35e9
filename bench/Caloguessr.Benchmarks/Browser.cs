using Microsoft.Playwright;

namespace Caloguessr.Benchmarks;

/// <summary>Debian's Chromium, which notes in every page when the photo button was painted.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Watch = """
        globalThis.photoButtonPainted = new Promise(painted => {
          const shown = () => [...document.querySelectorAll("#photo-form .button")].some(button => button.getBoundingClientRect().height > 0);
          const look = () => shown() ? requestAnimationFrame(() => setTimeout(() => painted(performance.now()))) : requestAnimationFrame(look);
          requestAnimationFrame(look);
        });
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;

    private Browser(IPlaywright playwright, IBrowser chromium) => (_playwright, _chromium) = (playwright, chromium);

    public static async Task<Browser> StartAsync()
    {
        // Without this, what a service worker fetches is not told.
        Environment.SetEnvironmentVariable("PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS", "1");
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    /// <summary>A visitor with an empty cache.</summary>
    public async Task<IBrowserContext> VisitorAsync()
    {
        var visitor = await _chromium.NewContextAsync(new() { Locale = "en-GB" });
        await visitor.AddInitScriptAsync(Watch);
        return visitor;
    }

    /// <summary>When the photo button was painted, in ms from the start of the navigation.</summary>
    public static Task<double> PaintedAsync(IPage page) => page.EvaluateAsync<double>("() => globalThis.photoButtonPainted").WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }
}
