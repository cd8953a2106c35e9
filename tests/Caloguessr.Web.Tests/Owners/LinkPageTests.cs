using System.Net;
using System.Text.RegularExpressions;
using Caloguessr.Web.Tests.Diary;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Owners;

public sealed partial class LinkPageTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly WebHost _host = new();
    private readonly Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> _app;

    public LinkPageTests() => _app = _host.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time))));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _app.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task Link_OpenedOnAnotherDevice_ShowsTheDiaryThereAfterAYes()
    {
        using var phone = _app.CreateClient();
        using var laptop = _app.CreateClient();
        var id = Id(await phone.AddAsync(Meal()));
        var link = await LinkAsync(phone);

        var page = await laptop.PageAsync(link.PathAndQuery);
        Assert.Empty(await laptop.IdsAsync());
        Assert.Contains("Share a diary with another device?", page, StringComparison.Ordinal);
        using var adopted = await laptop.PostFormAsync(link.PathAndQuery, "/link/adopt", ("token", TokenOf(link)));

        Assert.Contains("Both devices now show this diary.", await adopted.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal([id], await laptop.IdsAsync());
        Assert.Contains("Already linked", await laptop.PageAsync(link.PathAndQuery), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_TenMinutesLater_IsExplainedAndDoesNothing()
    {
        using var phone = _app.CreateClient();
        using var laptop = _app.CreateClient(new() { AllowAutoRedirect = false });
        await phone.AddAsync(Meal());
        var link = await LinkAsync(phone);

        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        Assert.Contains("This link no longer works", await laptop.PageAsync(link.PathAndQuery), StringComparison.Ordinal);
        using var refused = await laptop.PostFormAsync("/settings", "/link/adopt", ("token", TokenOf(link)));
        Assert.Equal("/link", refused.Headers.Location!.ToString());
        Assert.Empty(await laptop.IdsAsync());
    }

    [Fact]
    public async Task LinkDevice_Page_IsNotStoredAndDrawsTheCode()
    {
        using var phone = _app.CreateClient();
        await phone.AddAsync(Meal());

        using var answer = await phone.GetAsync("/settings/link", Token);

        Assert.True(answer.Headers.CacheControl!.NoStore);
        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Matches("<svg class=\"qr\"[^>]*role=\"img\"", html);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinkDevice_NoDiaryYet_SaysSo()
    {
        using var client = _app.CreateClient();

        Assert.Contains("it begins with the first saved meal", await client.PageAsync("/settings/link"), StringComparison.Ordinal);
    }

    private static async Task<Uri> LinkAsync(HttpClient client)
    {
        var found = LinkField().Match(await client.PageAsync("/settings/link"));
        Assert.True(found.Success);
        return new(WebUtility.HtmlDecode(found.Groups[1].Value));
    }

    private static string TokenOf(Uri link) => link.Query["?token=".Length..];

    [GeneratedRegex("id=\"link\" value=\"([^\"]+)\"")]
    private static partial Regex LinkField();
}
