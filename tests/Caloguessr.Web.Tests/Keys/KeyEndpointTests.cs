using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Caloguessr.Testing;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Tests.Estimates;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Caloguessr.Web.Tests.Keys;

public sealed class KeyEndpointTests(EstimateHost fixture) : IClassFixture<EstimateHost>
{
    private readonly EstimateHost _host = fixture.Fresh();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_SavedSeenCheckedRemoved_LivesOnlyInTheBrowser()
    {
        using var browser = _host.CreateClient();

        using var saved = await browser.PutAsJsonAsync("/api/key", new { key = $" {GeminiStub.GoodKey} " }, Cancellation);
        var view = await browser.GetFromJsonAsync<JsonElement>("/api/key", Cancellation);
        using var check = await browser.PostAsync("/api/key/check", null, Cancellation);
        using var removed = await browser.DeleteAsync("/api/key", Cancellation);
        var after = await browser.GetFromJsonAsync<JsonElement>("/api/key", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        Assert.True(view.GetProperty("present").GetBoolean());
        Assert.Equal("••••nopq", view.GetProperty("masked").GetString());
        Assert.Equal(HttpStatusCode.NoContent, check.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.False(after.GetProperty("present").GetBoolean());
        Assert.All(_host.Gemini.Calls, call => Assert.Equal("/v1beta/models?pageSize=1", call.Path));
        Assert.DoesNotContain(_host.Logs, line => line.Contains(GeminiStub.GoodKey, StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(_host.Lake, "*", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains(GeminiStub.GoodKey, StringComparison.Ordinal));
    }

    [Theory, InlineData("http://localhost", false), InlineData("https://localhost", true)]
    public async Task Key_Cookie_IsEncryptedAndOutOfReachOfScripts(string address, bool secure)
    {
        using var client = _host.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new(address), HandleCookies = false });

        using var saved = await client.PutAsJsonAsync("/api/key", new { key = GeminiStub.GoodKey }, Cancellation);

        var cookie = Assert.Single(saved.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith(UserKey.Cookie, cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Equal(secure, cookie.Contains("secure", StringComparison.Ordinal));
        Assert.DoesNotContain("AIza", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_NotAccepted_IsNotSaved()
    {
        _host.Gemini.Script.Enqueue(GeminiAnswers.KeyInvalid);
        using var browser = _host.CreateClient();

        using var saved = await browser.PutAsJsonAsync("/api/key", new { key = "AIzaWrong" }, Cancellation);
        var view = await browser.GetFromJsonAsync<JsonElement>("/api/key", Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, saved.StatusCode);
        Assert.Contains("api-key-invalid", await saved.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.False(view.GetProperty("present").GetBoolean());
    }

    [Theory]
    [InlineData("", "api-key-missing")]
    [InlineData("two words", "api-key-invalid")]
    [InlineData("Schlüssel", "api-key-invalid")]
    public async Task Key_ThatIsNone_IsAProblemWithoutACall(string key, string code)
    {
        var before = _host.Gemini.Calls.Count;
        using var client = _host.CreateClient();

        using var saved = await client.PutAsJsonAsync("/api/key", new { key }, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, saved.StatusCode);
        Assert.Contains(code, await saved.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(before, _host.Gemini.Calls.Count);
    }

    [Fact]
    public async Task Check_GeminiIsDown_IsUnavailable()
    {
        _host.Gemini.Script.Enqueue(GeminiAnswers.Overloaded);
        using var client = _host.Client();

        using var check = await client.PostAsync("/api/key/check", null, Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, check.StatusCode);
    }

    [Fact]
    public async Task Check_NoKey_IsMissing()
    {
        using var client = _host.CreateClient();

        using var check = await client.PostAsync("/api/key/check", null, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, check.StatusCode);
    }

    [Fact]
    public async Task Cookie_ThatCannotBeRead_CountsAsNone()
    {
        using var client = _host.CreateClient(new WebApplicationFactoryClientOptions { HandleCookies = false });
        client.DefaultRequestHeaders.Add("Cookie", $"{UserKey.Cookie}=tampered");

        var view = await client.GetFromJsonAsync<JsonElement>("/api/key", Cancellation);

        Assert.False(view.GetProperty("present").GetBoolean());
    }

    [Fact]
    public async Task OpenApi_DescribesTheEstimate()
    {
        using var client = _host.CreateClient();

        var paths = (await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation)).GetProperty("paths");

        var post = paths.GetProperty("/api/estimates").GetProperty("post");
        Assert.Equal(["200", "400", "401", "413", "415", "422", "429", "502", "503"], post.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
        Assert.True(post.GetProperty("requestBody").GetProperty("content").TryGetProperty("multipart/form-data", out _));
        Assert.True(paths.TryGetProperty("/api/key", out _));
    }
}
