using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Caloguessr.Testing;
using Caloguessr.Web.Tests.Estimates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caloguessr.Web.Tests.Estimators;

public sealed class OpenAITests : IAsyncLifetime
{
    private const string Key = "sk-a-key-of-the-test-0123456789";
    private readonly ConcurrentQueue<(JsonNode Body, string? Authorization)> _calls = new();
    private readonly EstimateHost _host = new();
    private WebApplication _server = null!;
    private RequestDelegate _answer = context => ReplyAsync(context, GeminiAnswers.Breakfast);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.MapPost("/v1/chat/completions", async context =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body))!;
            context.Items["stream"] = body["stream"]?.GetValue<bool>() == true;
            _calls.Enqueue((body, context.Request.Headers.Authorization));
            await _answer(context);
        });
        await _server.StartAsync();
        await _host.InitializeAsync();
        _host.Settings["Estimator:Provider"] = "openai";
        _host.Settings["OpenAI:Endpoint"] = $"{_server.Urls.First()}/v1";
        _host.Settings["OpenAI:Model"] = "qwen3-vl:8b";
        _host.Settings["OpenAI:ApiKey"] = Key;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
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
        var (body, authorization) = Assert.Single(_calls);
        Assert.Equal($"Bearer {Key}", authorization);
        Assert.Equal(streaming, body["stream"]?.GetValue<bool>() == true);
        Assert.Equal("json_schema", body["response_format"]!["type"]!.GetValue<string>());
        var messages = body["messages"]!.AsArray();
        Assert.Equal(["system", "user"], messages.Select(message => message!["role"]!.GetValue<string>()));
        Assert.StartsWith("data:image/jpeg;base64,/9j/", messages[1]!["content"]![0]!["image_url"]!["url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Logs, line => line.Contains(Key, StringComparison.Ordinal));
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
        _answer = context => ErrorAsync(context, answered);

        var (response, problem) = await _host.EstimateAsync(key: null);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Contains(names, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(answered == 500 ? 4 : 1, _calls.Count);
    }

    [Theory, InlineData("2", 200), InlineData("90", 429)]
    public async Task Estimate_Throttled_WaitsOnlyWhenShort(string retryAfter, int status)
    {
        var isFirst = true;
        _answer = context =>
        {
            if (!isFirst) return ReplyAsync(context, GeminiAnswers.Breakfast);
            isFirst = false;
            context.Response.Headers.RetryAfter = retryAfter;
            return ErrorAsync(context, 429);
        };

        var (response, _) = await _host.EstimateAsync(key: null);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        if (status == 429) Assert.Equal(TimeSpan.FromSeconds(90), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Estimate_ServerNotRunning_AsksWhetherItIs()
    {
        await _server.StopAsync(TestContext.Current.CancellationToken);

        var (response, problem) = await _host.EstimateAsync(key: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("is it running?", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory, InlineData("I see an apple."), InlineData("")]
    public async Task Estimate_Prose_IsAskedForOnceMore(string reply)
    {
        _answer = context => ReplyAsync(context, reply);

        var (response, problem) = await _host.EstimateAsync(key: null);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("urn:caloguessr:estimator-reply", problem.GetProperty("type").GetString());
        Assert.Equal(2, _calls.Count);
    }

    private static Task ErrorAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { message = "No.", type = "invalid_request_error" } });
    }

    private static async Task ReplyAsync(HttpContext context, string text)
    {
        if (context.Items["stream"] is not true)
        {
            await context.Response.WriteAsJsonAsync(Chunk("chat.completion", "message", text, "stop"));
            return;
        }
        context.Response.ContentType = "text/event-stream";
        foreach (var piece in text.Chunk(50)) await context.Response.WriteAsync($"data: {Chunk("chat.completion.chunk", "delta", new string(piece), null).ToJsonString()}\n\n");
        await context.Response.WriteAsync($"data: {Chunk("chat.completion.chunk", "delta", "", "stop").ToJsonString()}\n\ndata: [DONE]\n\n");
    }

    private static JsonObject Chunk(string kind, string part, string text, string? finishReason) => new()
    {
        ["id"] = "stub", ["object"] = kind, ["created"] = 1, ["model"] = "qwen3-vl:8b",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, [part] = new JsonObject { ["role"] = "assistant", ["content"] = text }, ["finish_reason"] = finishReason }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 200, ["completion_tokens"] = 50, ["total_tokens"] = 250 },
    };
}
