using System.Net;
using Caloguessr.Testing;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Tests.Estimates;

namespace Caloguessr.Web.Tests.Estimators;

public sealed class EstimatorChoiceTests
{
    private const string ConfiguredKey = "AIzaConfiguredKey-0123456789abcdefghijk";

    [Fact]
    public async Task Auto_NoKeyAnywhere_IsTheBuiltInEstimator()
    {
        await using var host = new EstimateHost();
        await host.InitializeAsync();
        host.Settings["Gemini:ApiKey"] = "";

        var (_, document) = await host.EstimateAsync(key: null);

        Assert.Empty(host.Gemini.Calls);
        // The drawn plate may or may not pass for food; who answered is what counts.
        Assert.True(document.TryGetProperty("model", out var model) ? model.GetString() == "builtin" : document.GetProperty("type").GetString() == "urn:caloguessr:not-food");
        var look = Assert.Single(host.Spans.All, span => span.OperationName == "estimate.look" && span.GetTagItem("caloguessr.provider") is "builtin" && span.GetTagItem("gen_ai.provider.name") is "caloguessr.builtin");
        Assert.Equal("builtin", look.GetTagItem("gen_ai.response.model"));
    }

    [Fact]
    public async Task Auto_ConfiguredKey_IsGeminiWithThatKey()
    {
        await using var host = new EstimateHost();
        await host.InitializeAsync();
        host.Settings["Gemini:ApiKey"] = ConfiguredKey;

        await host.EstimateAsync(key: null);

        Assert.Equal(ConfiguredKey, Assert.Single(host.Gemini.Calls).ApiKey);
    }

    [Fact]
    public async Task Key_HeaderBeatsCookieBeatsConfiguration()
    {
        await using var host = new EstimateHost();
        await host.InitializeAsync();
        host.Settings["Gemini:ApiKey"] = ConfiguredKey;
        var cancellationToken = TestContext.Current.CancellationToken;
        using var browser = host.CreateClient();
        using var saved = await browser.PutAsync("/api/key", System.Net.Http.Json.JsonContent.Create(new { key = "AIzaCookieKey-0123456789" }), cancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);

        using var cookieForm = EstimateHost.Form();
        using var byCookie = await browser.PostAsync("/api/estimates", cookieForm, cancellationToken);
        browser.DefaultRequestHeaders.Add(UserKey.Header, GeminiStub.GoodKey);
        using var headerForm = EstimateHost.Form();
        using var byHeader = await browser.PostAsync("/api/estimates", headerForm, cancellationToken);

        Assert.Equal(["AIzaCookieKey-0123456789", "AIzaCookieKey-0123456789", GeminiStub.GoodKey], host.Gemini.Calls.Select(call => call.ApiKey));
    }

    [Fact]
    public async Task Gemini_NoKey_IsApiKeyMissing()
    {
        await using var host = new EstimateHost();
        await host.InitializeAsync();
        host.Settings["Estimator:Provider"] = "gemini";

        var (response, problem) = await host.EstimateAsync(key: null, language: "de");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("urn:caloguessr:api-key-missing", problem.GetProperty("type").GetString());
        Assert.Equal("Schlüssel fehlt", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Key_ThatCannotBeAHeader_IsApiKeyInvalidWithoutACall()
    {
        await using var host = new EstimateHost();
        await host.InitializeAsync();

        var (response, problem) = await host.EstimateAsync(key: "two words");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("urn:caloguessr:api-key-invalid", problem.GetProperty("type").GetString());
        Assert.Empty(host.Gemini.Calls);
    }

    [Fact]
    public async Task Builtin_WithAKey_StaysBuiltIn()
    {
        await using var host = new EstimateHost();
        await host.InitializeAsync();
        host.Settings["Estimator:Provider"] = "builtin";

        await host.EstimateAsync();

        Assert.Empty(host.Gemini.Calls);
    }
}
