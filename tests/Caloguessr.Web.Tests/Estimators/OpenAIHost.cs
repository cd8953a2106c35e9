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

/// <summary>The web application before a server that speaks OpenAI's chat API.</summary>
public sealed class OpenAIHost : EstimateHost
{
    public const string Key = "sk-a-key-of-the-test-0123456789";
    private WebApplication _server = null!;

    public ConcurrentQueue<(JsonNode Body, string? Authorization)> Calls { get; } = new();

    public RequestDelegate Answer { get; set; } = Breakfast;

    public static RequestDelegate Breakfast { get; } = context => ReplyAsync(context, GeminiAnswers.Breakfast);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.MapPost("/v1/chat/completions", async context =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body))!;
            context.Items["stream"] = body["stream"]?.GetValue<bool>() == true;
            Calls.Enqueue((body, context.Request.Headers.Authorization));
            await Answer(context);
        });
        await _server.StartAsync();
        Settings["Estimator:Provider"] = "openai";
        Settings["OpenAI:Endpoint"] = $"{_server.Urls.First()}/v1";
        Settings["OpenAI:Model"] = "qwen3-vl:8b";
        Settings["OpenAI:ApiKey"] = Key;
    }

    public Task StopServerAsync() => _server.StopAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    public static Task ErrorAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { message = "No.", type = "invalid_request_error" } });
    }

    public static async Task ReplyAsync(HttpContext context, string text)
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
