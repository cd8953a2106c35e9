using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caloguessr.Testing;

/// <summary>A request as the stub received it.</summary>
/// <param name="Model">The model of the path.</param>
/// <param name="Streaming">Whether the stream was asked for.</param>
/// <param name="Path">Path and query.</param>
/// <param name="ApiKey">The header x-goog-api-key.</param>
/// <param name="Authorization">The header Authorization.</param>
/// <param name="Body">The body; <c>null</c> for the list of models.</param>
public sealed record GeminiCall(string Model, bool Streaming, string Path, string? ApiKey, string? Authorization, JsonObject? Body);

/// <summary>How the stub answers a call.</summary>
public delegate Task GeminiAnswer(HttpContext context, GeminiCall call);

/// <summary>
/// Stands for Gemini on a port of its own: speaks its wire format, with both spellings, both base64 alphabets, the paths v1, v1beta and
/// Vertex AI's, streaming and not, and turns down what Gemini would. Answers come from <see cref="Script"/>, then from <see cref="Always"/>.
/// </summary>
public sealed class GeminiStub : IAsyncDisposable
{
    public const string GoodKey = "AIzaStubKey-0123456789abcdefghijklmnopq";

    private readonly WebApplication _app;
    private readonly Channel<GeminiCall> _arrived = Channel.CreateUnbounded<GeminiCall>();
    private readonly ConcurrentQueue<GeminiCall> _calls = new();

    private GeminiStub(WebApplication app) => _app = app;

    /// <summary>Answers for the next calls, each used once.</summary>
    public ConcurrentQueue<GeminiAnswer> Script { get; } = new();

    /// <summary>The answer when the script is empty.</summary>
    public GeminiAnswer Always { get; set; } = GeminiAnswers.Reply(GeminiAnswers.Breakfast);

    /// <summary>The answer to a question for the list of models, when the script is empty.</summary>
    public GeminiAnswer Models { get; set; } = GeminiAnswers.Models;

    /// <summary>Every call so far.</summary>
    public IReadOnlyCollection<GeminiCall> Calls => _calls;

    /// <summary>Whether the last caller went away before its answer was complete.</summary>
    public TaskCompletionSource CallerLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>Starts on a free port of the loopback address.</summary>
    public static async Task<GeminiStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new GeminiStub(app);
        app.Run(stub.ServeAsync);
        await app.StartAsync();
        return stub;
    }

    /// <summary>The next call that arrives.</summary>
    public Task<GeminiCall> NextCallAsync(CancellationToken cancellationToken) => _arrived.Reader.ReadAsync(cancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        if (GeminiPath.Parse(path) is not { } target)
        {
            await GeminiAnswers.Error(404, "NOT_FOUND", $"No route {path}.")(context, new("", false, path, null, null, null));
            return;
        }

        var (body, fault) = request.Method == "POST" ? await GeminiBody.ReadAsync(request) : (null, null);
        var call = new GeminiCall(
            target.Model, target.Method == "streamGenerateContent", path + request.QueryString,
            Header(request, "x-goog-api-key"), Header(request, "Authorization"), body);
        _calls.Enqueue(call);
        await _arrived.Writer.WriteAsync(call);

        var answer = fault is not null ? GeminiAnswers.Error(400, "INVALID_ARGUMENT", fault)
            : call.ApiKey is null && call.Authorization is null ? GeminiAnswers.Error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
            : Script.TryDequeue(out var next) ? next
            : request.Method == "GET" ? Models
            : Always;
        try
        {
            await answer(context, call);
        }
        finally
        {
            if (context.RequestAborted.IsCancellationRequested) CallerLeft.TrySetResult();
        }
    }

    private static string? Header(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}

/// <summary>The paths of both doors.</summary>
internal sealed record GeminiPath(string Model, string Method)
{
    public static GeminiPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var last = parts switch
        {
            ["v1" or "v1beta", "models"] => "",
            ["v1" or "v1beta", "models", var method] => method,
            ["v1" or "v1beta1", "projects", _, "locations", _, "publishers", "google", "models", var method] => method,
            _ => null,
        };
        if (last is null) return null;
        if (last.Length == 0) return new("", "list");
        return last.Split(':') is [{ Length: > 0 } model, "generateContent" or "streamGenerateContent" or "countTokens"] split ? new(model, split[1]) : null;
    }
}

/// <summary>Reads a request's body and finds what Gemini would turn down.</summary>
internal static class GeminiBody
{
    public static async Task<(JsonObject? Body, string? Fault)> ReadAsync(HttpRequest request)
    {
        JsonObject? body;
        try
        {
            body = await JsonNode.ParseAsync(request.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return (null, "Invalid JSON payload received.");
        }
        return (body, body is null ? "Invalid JSON payload received." : Fault(body));
    }

    /// <summary>A field in camelCase or snake_case: proto3 JSON takes both.</summary>
    public static JsonNode? Field(JsonNode? node, string camel)
    {
        var snake = string.Concat(camel.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
        return node is JsonObject fields ? fields[camel] ?? fields[snake] : null;
    }

    /// <summary>Base64 in either alphabet, with or without padding.</summary>
    public static byte[]? Bytes(string text)
    {
        var plain = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        try
        {
            return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Fault(JsonObject body)
    {
        if (body["contents"] is not JsonArray { Count: > 0 } contents) return "contents is not specified";
        if (contents[^1]?["role"]?.GetValue<string>() == "model") return "Please ensure that the last content is not of role model.";
        foreach (var part in contents.SelectMany(content => content?["parts"] as JsonArray ?? []))
        {
            if (Field(part, "inlineData") is not { } blob) continue;
            if (Field(blob, "mimeType") is null) return "Unable to determine the mime type of the inline data.";
            if (blob["data"]?.GetValue<string>() is not { } data || Bytes(data) is not { Length: > 0 }) return "Invalid value at 'inline_data.data' (TYPE_BYTES), Base64 decoding failed.";
        }

        var generation = Field(body, "generationConfig");
        if (Field(generation, "responseSchema") is not null && Field(generation, "responseJsonSchema") is not null)
            return "Only one of response_schema and response_json_schema may be set.";
        if (generation is JsonObject fields && fields.Any(field => field.Key is "temperature" or "topP" or "topK" or "candidateCount"))
            return "Sampling parameters are not supported by this model.";
        return Field(generation, "responseJsonSchema") is { } schema && Forbidden(schema) is { } keyword ? $"Unsupported keyword {keyword} in response_json_schema." : null;
    }

    private static string? Forbidden(JsonNode node) => node switch
    {
        JsonObject fields => fields.Select(field => field.Key is "additionalProperties" or "$schema" or "maxItems" ? field.Key : field.Value is null ? null : Forbidden(field.Value))
            .FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(each => each is null ? null : Forbidden(each)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
