using System.ComponentModel.DataAnnotations;

namespace Caloguessr.Web.Estimators;

/// <summary>Any endpoint that speaks OpenAI's chat API with a model that sees: Ollama, llama.cpp, vLLM. <c>OpenAI__…</c></summary>
public sealed class OpenAIOptions
{
    public const string Section = "OpenAI";

    /// <summary>The API's base, such as <c>http://localhost:11434/v1</c>. Required with <c>Estimator__Provider=openai</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model's name, such as <c>qwen3-vl:8b</c>. Required with <c>Estimator__Provider=openai</c>.</summary>
    public string? Model { get; set; }

    /// <summary>The endpoint's key. Default: none, as local servers need none.</summary>
    [RegularExpression(@"[\x21-\x7E]{1,512}", ErrorMessage = "is no key: it has spaces or other characters that no key has; copy it again")]
    public string? ApiKey { get; set; }
}
