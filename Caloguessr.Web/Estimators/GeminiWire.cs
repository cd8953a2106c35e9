using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caloguessr.Web.Estimators;

// What crosses the wire to and from Gemini; only what is used.

internal sealed record GeminiRequest(GeminiContent? SystemInstruction, IReadOnlyList<GeminiContent> Contents, GeminiGeneration? GenerationConfig);

internal sealed record GeminiContent(string? Role, IReadOnlyList<GeminiPart>? Parts);

internal sealed record GeminiPart
{
    public string? Text { get; init; }

    public GeminiBlob? InlineData { get; init; }

    /// <summary>The model's thinking, which is no part of its answer.</summary>
    public bool? Thought { get; init; }
}

internal sealed record GeminiBlob(string MimeType, ReadOnlyMemory<byte> Data);

internal sealed record GeminiGeneration(string? ResponseMimeType, JsonElement? ResponseJsonSchema);

internal sealed record GeminiResponse
{
    public IReadOnlyList<GeminiCandidate>? Candidates { get; init; }

    public GeminiPromptFeedback? PromptFeedback { get; init; }

    public GeminiUsage? UsageMetadata { get; init; }

    public string? ModelVersion { get; init; }

    public string? ResponseId { get; init; }

    /// <summary>An error can also come in the middle of a stream.</summary>
    public GeminiError? Error { get; init; }
}

internal sealed record GeminiCandidate(GeminiContent? Content, string? FinishReason);

internal sealed record GeminiPromptFeedback(string? BlockReason);

internal sealed record GeminiUsage(int? PromptTokenCount, int? CandidatesTokenCount, int? ThoughtsTokenCount, int? TotalTokenCount);

internal sealed record GeminiError(int Code, string? Message, string? Status, IReadOnlyList<GeminiErrorDetail>? Details);

internal sealed record GeminiErrorDetail(string? Reason, string? RetryDelay, IReadOnlyList<GeminiViolation>? Violations);

internal sealed record GeminiViolation(string? QuotaId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GeminiRequest))]
[JsonSerializable(typeof(GeminiResponse))]
internal sealed partial class GeminiJson : JsonSerializerContext;
