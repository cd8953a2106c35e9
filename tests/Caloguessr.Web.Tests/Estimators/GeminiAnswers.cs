using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Caloguessr.Testing;

/// <summary>The answers of <see cref="GeminiStub"/>: replies, blocks and every shape of error.</summary>
public static class GeminiAnswers
{
    /// <summary>Two items that agree with themselves and with the food table.</summary>
    public const string Breakfast = """
        {"isFood":true,"items":[
          {"name":"Apple","portionGrams":169,"energyKcal":96,"proteinGrams":0.5,"carbsGrams":23,"fatGrams":0.3,"confidence":0.9},
          {"name":"Banana","portionGrams":118,"energyKcal":105,"proteinGrams":1.3,"carbsGrams":27,"fatGrams":0.4,"confidence":0.8}]}
        """;

    public const string NotFood = """{"isFood":false,"items":[]}""";

    /// <summary>A reply of the model, whole or in small chunks as the caller asked, after a thought.</summary>
    public static GeminiAnswer Reply(string text, string finishReason = "STOP") => async (context, call) =>
    {
        if (!call.Streaming)
        {
            await context.Response.WriteAsJsonAsync(Chunk([Thought, Text(text)], finishReason, last: true, call.Model));
            return;
        }
        await WriteEventAsync(context, Chunk([Thought], null, last: false, call.Model));
        foreach (var piece in text.Chunk(40)) await WriteEventAsync(context, Chunk([Text(new string(piece))], null, last: false, call.Model));
        await WriteEventAsync(context, Chunk([Text("")], finishReason, last: true, call.Model));
    };

    /// <summary>Streams the first part, then waits for the gate before the rest.</summary>
    public static GeminiAnswer Halting(string text, int after, Task gate) => async (context, call) =>
    {
        await WriteEventAsync(context, Chunk([Text(text[..after])], null, last: false, call.Model));
        await gate.WaitAsync(context.RequestAborted);
        await WriteEventAsync(context, Chunk([Text(text[after..])], "STOP", last: true, call.Model));
    };

    /// <summary>Never answers; ends when the caller leaves.</summary>
    public static GeminiAnswer Silence { get; } = (context, _) =>
    {
        var left = new TaskCompletionSource();
        context.RequestAborted.Register(() => left.SetResult());
        return left.Task;
    };

    /// <summary>The prompt was blocked: no candidates.</summary>
    public static GeminiAnswer PromptBlocked(string reason = "PROHIBITED_CONTENT") => (context, call) => WriteAsync(context, call, new JsonObject
    {
        ["promptFeedback"] = new JsonObject { ["blockReason"] = reason },
        ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 300, ["totalTokenCount"] = 300 },
        ["modelVersion"] = call.Model,
    });

    /// <summary>The answer was stopped for a reason, or has no parts.</summary>
    public static GeminiAnswer Stopped(string finishReason) => (context, call) => WriteAsync(context, call, Chunk([], finishReason, last: true, call.Model));

    /// <summary>An error document.</summary>
    public static GeminiAnswer Error(int code, string status, string message, params JsonNode[] details) => (context, _) =>
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsJsonAsync(new JsonObject { ["error"] = ErrorBody(code, status, message, details) });
    };

    /// <summary>An error without a document, as proxies give it.</summary>
    public static GeminiAnswer Bare(int code, string body = "<html>error</html>") => (context, _) =>
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(body);
    };

    public static GeminiAnswer KeyInvalid { get; } = Error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", new JsonObject
    {
        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = "API_KEY_INVALID", ["domain"] = "googleapis.com",
    });

    /// <summary>A suspended key, which the message repeats.</summary>
    public static GeminiAnswer KeySuspended { get; } = (context, call) =>
        Error(403, "PERMISSION_DENIED", $"Permission denied: Consumer 'api_key:{call.ApiKey}' has been suspended.")(context, call);

    public static GeminiAnswer ModelUnknown { get; } = (context, call) =>
        Error(404, "NOT_FOUND", $"models/{call.Model} is not found for API version v1beta.")(context, call);

    public static GeminiAnswer Overloaded { get; } = Error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");

    /// <summary>Throttled, with the wait asked for and the quota, or without either.</summary>
    public static GeminiAnswer Throttled(string? retryDelay = null, string? quotaId = null)
    {
        var details = new List<JsonNode>();
        if (quotaId is not null)
            details.Add(new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure",
                ["violations"] = new JsonArray(new JsonObject { ["quotaId"] = quotaId, ["quotaValue"] = "20" }),
            });
        if (retryDelay is not null) details.Add(new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = retryDelay });
        return (context, call) => Error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", [.. details.Select(detail => detail.DeepClone())])(context, call);
    }

    /// <summary>A stream that begins and then tells an error.</summary>
    public static GeminiAnswer BreaksOff(string text, int code, string status) => async (context, call) =>
    {
        await WriteEventAsync(context, Chunk([Text(text)], null, last: false, call.Model));
        await WriteEventAsync(context, new JsonObject { ["error"] = ErrorBody(code, status, "Internal error.", []) });
    };

    public static GeminiAnswer Models { get; } = (context, _) => context.Response.WriteAsJsonAsync(
        new JsonObject { ["models"] = new JsonArray(new JsonObject { ["name"] = "models/gemini-3.8-flash" }), ["nextPageToken"] = "x" });

    private static JsonObject Thought => new() { ["text"] = "The plate holds {fruit}.", ["thought"] = true };

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonObject ErrorBody(int code, string status, string message, JsonNode[] details)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message, ["status"] = status };
        if (details.Length > 0) error["details"] = new JsonArray([.. details.Select(detail => detail.DeepClone())]);
        return error;
    }

    private static JsonObject Chunk(JsonObject[] parts, string? finishReason, bool last, string model)
    {
        var content = new JsonObject { ["role"] = "model" };
        if (parts.Length > 0) content["parts"] = new JsonArray([.. parts]);
        var candidate = new JsonObject { ["content"] = content, ["index"] = 0 };
        if (finishReason is not null) candidate["finishReason"] = finishReason;
        return new()
        {
            ["candidates"] = new JsonArray(candidate),
            ["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = 300, ["candidatesTokenCount"] = last ? 90 : 10, ["thoughtsTokenCount"] = 40, ["totalTokenCount"] = last ? 430 : 350,
            },
            ["modelVersion"] = model,
            ["responseId"] = "stub-response",
        };
    }

    private static Task WriteAsync(HttpContext context, GeminiCall call, JsonObject document) =>
        call.Streaming ? WriteEventAsync(context, document) : context.Response.WriteAsJsonAsync(document);

    private static async Task WriteEventAsync(HttpContext context, JsonObject document)
    {
        if (!context.Response.HasStarted) context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {document.ToJsonString(JsonSerializerOptions.Web)}\r\n\r\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
