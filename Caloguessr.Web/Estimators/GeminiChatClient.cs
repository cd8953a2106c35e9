using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Caloguessr.Web.Estimates;
using Microsoft.Extensions.AI;

namespace Caloguessr.Web.Estimators;

/// <summary>Gemini's generateContent as a chat client, for AI Studio and Vertex AI. What cannot be answered is thrown as <see cref="ChatFailure"/>.</summary>
internal sealed class GeminiChatClient(HttpClient http, GeminiTarget target, TimeProvider time) : IChatClient
{
    private static readonly HashSet<string> Blocks =
        new(StringComparer.Ordinal) { "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY" };

    private readonly ChatClientMetadata _metadata = new(target.Provider, target.Models, target.Model);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(target.Method("generateContent"), messages, options, HttpCompletionOption.ResponseContentRead, cancellationToken);
        try
        {
            var body = await response.Content.ReadFromJsonAsync(GeminiJson.Default.GeminiResponse, cancellationToken);
            var updates = Updates(body);
            if (body?.UsageMetadata is { } usage) updates.Contents.Add(Usage(usage));
            return new[] { updates }.ToChatResponse();
        }
        catch (JsonException)
        {
            throw new ChatFailure(new EstimateOutcome.ReplyUnusable());
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            target.Method("streamGenerateContent?alt=sse"), messages, options, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize(data, GeminiJson.Default.GeminiResponse))
            .EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

        // Each chunk repeats the count so far: only the last one counts.
        GeminiUsage? usage = null;
        while (await NextAsync(events))
        {
            var chunk = events.Current.Data;
            if (chunk?.Error is { } error) throw GeminiFailure.Of(error.Code, error, target, time);
            usage = chunk?.UsageMetadata ?? usage;
            yield return Updates(chunk);
        }
        if (usage is not null) yield return new(ChatRole.Assistant, [Usage(usage)]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        Uri method, IEnumerable<ChatMessage> messages, ChatOptions? options, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(Request(messages, options), GeminiJson.Default.GeminiRequest)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await target.AuthoriseAsync(request, options as LookOptions, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, completion, cancellationToken);
        }
        catch (Exception unreachable) when (Unreachable.Is(unreachable))
        {
            throw new ChatFailure(
                new EstimateOutcome.Unavailable($"{target.Name} cannot be reached at {target.Models.Authority} ({Unreachable.Reason(unreachable)})"),
                cause: unreachable);
        }
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await GeminiFailure.OfAsync(response, target, time, cancellationToken);
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<GeminiResponse?>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (JsonException)
        {
            throw new ChatFailure(new EstimateOutcome.ReplyUnusable());
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new ChatFailure(new EstimateOutcome.Unavailable($"{target.Name} broke off in the middle of its answer"), cause: broken);
        }
    }

    private static GeminiRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var json = options?.ResponseFormat as ChatResponseFormatJson;
        return new(
            options?.Instructions is { } instructions ? new GeminiContent(null, [new() { Text = instructions }]) : null,
            [.. messages.Select(message => new GeminiContent(message.Role == ChatRole.Assistant ? "model" : "user", [.. message.Contents.Select(Part)]))],
            json is null ? null : new("application/json", json.Schema));
    }

    private static GeminiPart Part(AIContent content) => content switch
    {
        TextContent text => new() { Text = text.Text },
        DataContent data => new() { InlineData = new(data.MediaType, data.Data) },
        _ => throw new NotSupportedException($"Gemini is not sent {content.GetType().Name}."),
    };

    private static ChatResponseUpdate Updates(GeminiResponse? response)
    {
        var candidate = response?.Candidates is [var first, ..] ? first : null;
        var parts = candidate?.Content?.Parts ?? [];
        return new(ChatRole.Assistant, [.. parts.Where(part => part.Thought != true && part.Text is not null).Select(part => new TextContent(part.Text))])
        {
            ModelId = response?.ModelVersion,
            ResponseId = response?.ResponseId,
            FinishReason = response?.PromptFeedback?.BlockReason is not null ? ChatFinishReason.ContentFilter : FinishReason(candidate?.FinishReason),
        };
    }

    private static ChatFinishReason? FinishReason(string? reason) => reason switch
    {
        null => null,
        "STOP" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        _ when Blocks.Contains(reason) => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason.ToLowerInvariant()),
    };

    private static UsageContent Usage(GeminiUsage usage) => new(new()
    {
        InputTokenCount = usage.PromptTokenCount,
        OutputTokenCount = (usage.CandidatesTokenCount ?? 0) + (usage.ThoughtsTokenCount ?? 0),
        ReasoningTokenCount = usage.ThoughtsTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    });
}
