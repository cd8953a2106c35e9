using System.Collections.Concurrent;

namespace Caloguessr.Browser.Tests;

/// <summary>
/// A test with visitors of its own. It fails, whatever else it looks at, when a page says something in the browser's console that the test did
/// not expect; a breach of the content security policy is said there, too. Where it fails, it leaves pictures of its pages.
/// </summary>
public abstract class BrowserTest(CaloguessrSite site) : IAsyncLifetime
{
    // What is chosen or pressed before the page's scripts run goes another way than the one that is tested here.
    private const string ScriptsReady = """
        async () => {
          const parts = { start: "#photo-form", editor: "[data-meal-editor]", search: "#quick-add", diary: "[data-diary]" };
          for (const [part, where] of Object.entries(parts)) if (document.querySelector(where)) await import(`/js/${part}.js`);
        }
        """;

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<IBrowserContext> _visitors = [];
    private readonly List<AlternatingProxy> _waysIn = [];
    private readonly List<string> _expected = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CaloguessrSite Site { get; } = site;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new visitor, with an empty browser, opens a page.</summary>
    protected async Task<IPage> OpenAsync(string path = "/", Action<BrowserNewContextOptions>? with = null)
    {
        Assert.SkipWhen(Chromium.WhyAbsent is not null, Chromium.WhyAbsent ?? "");
        var options = new BrowserNewContextOptions
        {
            BaseURL = Site.Address.ToString(),
            Locale = "en-GB",
            TimezoneId = Seed.TimeZone,
            ViewportSize = new() { Width = 1280, Height = 800 },
        };
        with?.Invoke(options);
        var visitor = await Site.Browser.NewContextAsync(options);
        visitor.Console += (_, message) => { if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})"); };
        visitor.WebError += (_, error) => _complaints.Enqueue(error.Error);
        _visitors.Add(visitor);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(path);
        if (options.JavaScriptEnabled != false) await page.EvaluateAsync(ScriptsReady);
        return page;
    }

    /// <summary>Another way in, which the test may cut off without disturbing the others. It outlasts the pages, so that none still loads from it when it goes.</summary>
    private protected AlternatingProxy WayIn()
    {
        var way = Site.WayIn();
        _waysIn.Add(way);
        return way;
    }

    /// <summary>A complaint in the console that belongs to what is tested, such as the browser's line about an answer of 404.</summary>
    protected void Expected(string complaint) => _expected.Add(complaint);

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await KeepPicturesAsync();
        foreach (var visitor in _visitors) await visitor.DisposeAsync();
        foreach (var way in _waysIn) await way.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.Equal([], _complaints.Where(complaint => !_expected.Any(expected => complaint.Contains(expected, StringComparison.Ordinal))).ToList());
    }

    private async Task KeepPicturesAsync()
    {
        var name = string.Concat(TestContext.Current.Test!.TestDisplayName.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'));
        foreach (var (page, index) in _visitors.SelectMany(visitor => visitor.Pages).Select((page, index) => (page, index)))
        {
            var path = Path.Combine(Repository.Root, "artifacts", "browser-failures", $"{name}-{index}.png");
            await page.ScreenshotAsync(new() { Path = path, FullPage = true });
            TestContext.Current.TestOutputHelper?.WriteLine($"Picture of {page.Url}: {path}");
        }
    }
}
