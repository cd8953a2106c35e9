using System.Net.Http.Json;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Tests.Diary;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Caloguessr.Web.Tests.Owners;

public sealed class OwnerCookieTests(WebHost host) : IClassFixture<WebHost>
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly IDataProtectionProvider _protection = new EphemeralDataProtectionProvider();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://localhost", false)]
    [InlineData("https://localhost", true)]
    public async Task FirstSave_SetsTheCookie_Protected(string address, bool secure)
    {
        using var client = host.CreateClient(new() { BaseAddress = new(address) });

        using var first = await client.PostAsJsonAsync("/api/meals", DiaryClient.Meal(), Token);
        using var second = await client.PostAsJsonAsync("/api/meals", DiaryClient.Meal(), Token);

        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"), line => line.StartsWith("caloguessr-owner=", StringComparison.Ordinal)).Split("; ");
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        Assert.Contains("max-age=34560000", cookie);
        Assert.Equal(secure, cookie.Contains("secure"));
        Assert.False(second.Headers.Contains("Set-Cookie"));
        var owners = Directory.GetDirectories(Path.Combine(host.Lake, "diary")).Select(folder => Path.GetFileName(folder)).ToArray();
        var answer = await first.Content.ReadAsStringAsync(Token);
        Assert.All(owners, owner => Assert.Matches("^[0-9a-f]{32}$", owner));
        Assert.All(owners, owner => Assert.DoesNotContain(owner, cookie[0] + answer, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_AfterAMonth_RenewsTheCookieForTheSameOwner()
    {
        var cookies = new OwnerCookie(_protection, _time);
        var first = new DefaultHttpContext();
        var owner = cookies.ReadOrCreate(first);

        _time.Advance(TimeSpan.FromDays(29));
        var early = After(first);
        Assert.Equal(owner, cookies.Read(early));
        _time.Advance(TimeSpan.FromDays(2));
        var late = After(first);
        Assert.Equal(owner, cookies.Read(late));

        Assert.Equal(0, early.Response.Headers.SetCookie.Count);
        Assert.Equal(owner, cookies.Read(After(late)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4f5a0c7d4f5a0c7d4f5a0c7d4f5a0c7d")]
    [InlineData("CfDJ8garbage")]
    public void Read_ForgedCookie_IsNoOwner(string value)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"{OwnerCookie.Name}={value}";

        Assert.Null(new OwnerCookie(_protection, _time).Read(context));
    }

    [Fact]
    public void Link_TenMinutesLater_OpensNoMore()
    {
        var (links, owner) = (new OwnerLink(_protection, _time), OwnerId.Create());
        var token = links.Create(owner);

        _time.Advance(OwnerLink.Valid);
        Assert.True(links.TryOpen(token, out var opened));
        Assert.Equal(owner, opened);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(links.TryOpen(token, out _));
    }

    [Fact]
    public void Link_UsedAsCookie_IsNoOwner()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"{OwnerCookie.Name}={new OwnerLink(_protection, _time).Create(OwnerId.Create())}";

        Assert.Null(new OwnerCookie(_protection, _time).Read(context));
    }

    private static DefaultHttpContext After(HttpContext earlier)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = earlier.Response.Headers.SetCookie.ToString().Split(';')[0];
        return context;
    }
}
