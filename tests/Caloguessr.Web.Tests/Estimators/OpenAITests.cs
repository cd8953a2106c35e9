using System.Net;
using Caloguessr.Testing;
using Caloguessr.Web.Tests.Estimates;

namespace Caloguessr.Web.Tests.Estimators;

public sealed class OpenAITests : IClassFixture<OpenAIHost>
{
    private readonly OpenAIHost _host;

    public OpenAITests(OpenAIHost host)
    {
        _host = host;
        host.Calls.Clear();
        host.Answer = OpenAIHost.Breakfast;
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Estimate_LocalModel_IsAskedWithPhotoAndSchema(bool streaming)
    {
        using var client = _host.Client(key: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates") { Content = EstimateHost.Form() };
        if (streaming) request.Headers.Add("Accept", "text/event-stream");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"model\":\"qwen3-vl:8b\"", answer, StringComparison.Ordinal);
        Assert.Contains("Banana", answer, StringComparison.Ordinal);
        var (body, authorization) = Assert.Single(_host.Calls);
        Assert.Equal($"Bearer {OpenAIHost.Key}", authorization);
        Assert.Equal(streaming, body["stream"]?.GetValue<bool>() == true);
        Assert.Equal("json_schema", body["response_format"]!["type"]!.GetValue<string>());
        var messages = body["messages"]!.AsArray();
        Assert.Equal(["system", "user"], messages.Select(message => message!["role"]!.GetValue<string>()));
        Assert.StartsWith("data:image/jpeg;base64,/9j/", messages[1]!["content"]![0]!["image_url"]!["url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Logs, line => line.Contains(OpenAIHost.Key, StringComparison.Ordinal));
        Assert.Contains(_host.Spans.All, span => span.GetTagItem("gen_ai.provider.name") is "openai" && span.GetTagItem("gen_ai.request.model") is "qwen3-vl:8b");
    }

    [Theory]
    [InlineData(401, 503, "OpenAI__ApiKey")]
    [InlineData(404, 503, "OpenAI__Model")]
    [InlineData(400, 503, "take pictures")]
    [InlineData(429, 429, "")]
    [InlineData(500, 503, "HTTP 500")]
    public async Task Estimate_ServerRefuses_BecomesTheProblem(int answered, int status, string names)
    {
        _host.Answer = context => OpenAIHost.ErrorAsync(context, answered);

        var (response, problem) = await _host.EstimateAsync(key: null);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Contains(names, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(answered == 500 ? 4 : 1, _host.Calls.Count);
    }

    [Theory, InlineData("2", 200), InlineData("90", 429)]
    public async Task Estimate_Throttled_WaitsOnlyWhenShort(string retryAfter, int status)
    {
        var isFirst = true;
        _host.Answer = context =>
        {
            if (!isFirst) return OpenAIHost.ReplyAsync(context, GeminiAnswers.Breakfast);
            isFirst = false;
            context.Response.Headers.RetryAfter = retryAfter;
            return OpenAIHost.ErrorAsync(context, 429);
        };

        var (response, _) = await _host.EstimateAsync(key: null);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        if (status == 429) Assert.Equal(TimeSpan.FromSeconds(90), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Estimate_ServerNotRunning_AsksWhetherItIs()
    {
        await using var other = new OpenAIHost();
        await other.InitializeAsync();
        await other.StopServerAsync();

        var (response, problem) = await other.EstimateAsync(key: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("is it running?", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory, InlineData("I see an apple."), InlineData("")]
    public async Task Estimate_Prose_IsAskedForOnceMore(string reply)
    {
        _host.Answer = context => OpenAIHost.ReplyAsync(context, reply);

        var (response, problem) = await _host.EstimateAsync(key: null);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("urn:caloguessr:estimator-reply", problem.GetProperty("type").GetString());
        Assert.Equal(2, _host.Calls.Count);
    }
}
