using System.Text.Json;
using System.Text.RegularExpressions;

namespace Caloguessr.Web.Tests.Layout;

/// <summary>What the first view costs: a phone on a slow network waits for every request and every kilobyte.</summary>
public sealed class FirstViewTests(WebHost host) : IClassFixture<WebHost>
{
    private const int MaxRequests = 9;
    private const long MaxBytes = 100_000;

    [Fact]
    public async Task StartPage_WithAllItLoads_StaysInBudget()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");
        var (page, html) = await client.OpenAsync("/");
        var wanted = new Queue<string>(PageText.Tags(html).Select(Loaded).OfType<string>());
        var sizes = new Dictionary<string, long> { ["/"] = page.Content.Headers.ContentLength ?? html.Length };

        while (wanted.TryDequeue(out var path))
        {
            if (sizes.ContainsKey(path)) continue;
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, path);
            sizes[path] = (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
            if (path.EndsWith(".js", StringComparison.Ordinal))
                foreach (var imported in await ImportsAsync(path)) wanted.Enqueue(imported);
        }

        Assert.True(sizes.Count <= MaxRequests && sizes.Values.Sum() < MaxBytes, string.Join(", ", sizes));
    }

    [Fact]
    public async Task Manifest_NamesIconsThatAreThere()
    {
        using var client = host.CreateClient();

        using var manifest = JsonDocument.Parse(await client.GetStringAsync("/manifest.webmanifest", TestContext.Current.CancellationToken));

        Assert.Equal("/", manifest.RootElement.GetProperty("start_url").GetString());
        Assert.Equal("standalone", manifest.RootElement.GetProperty("display").GetString());
        foreach (var icon in manifest.RootElement.GetProperty("icons").EnumerateArray().Where(icon => icon.GetProperty("type").GetString() == "image/png"))
        {
            var png = await client.GetByteArrayAsync($"/{icon.GetProperty("src").GetString()}", TestContext.Current.CancellationToken);
            var width = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
            Assert.Equal(icon.GetProperty("sizes").GetString(), $"{width}x{width}");
        }
    }

    // The icon of the home screen is only fetched when someone puts it there.
    private static string? Loaded(string tag) =>
        tag.StartsWith("<script", StringComparison.Ordinal) ? Path(PageText.Attribute(tag, "src"))
        : tag.StartsWith("<link", StringComparison.Ordinal) && PageText.Attribute(tag, "rel") is "stylesheet" or "icon" or "manifest" ? Path(PageText.Attribute(tag, "href"))
        : null;

    private static string? Path(string? address) => address is null ? null : $"/{address.TrimStart('/')}";

    // What other pages ask for, or this one only after a photo was chosen.
    private static readonly string[] OnDemand = ["/js/diary.js", "/js/editor.js"];

    private async Task<IEnumerable<string>> ImportsAsync(string path)
    {
        using var client = host.CreateClient();
        var script = await client.GetStringAsync(path, TestContext.Current.CancellationToken);
        return Regex.Matches(script, "(?:from|import\\() ?\"\\./([a-z-]+\\.js)\"").Select(found => $"/js/{found.Groups[1].Value}").Except(OnDemand);
    }
}
