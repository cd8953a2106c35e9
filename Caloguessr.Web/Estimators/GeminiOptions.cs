using System.ComponentModel.DataAnnotations;

namespace Caloguessr.Web.Estimators;

/// <summary>Gemini with an AI Studio key. <c>Gemini__…</c></summary>
public sealed class GeminiOptions
{
    public const string Section = "Gemini";

    /// <summary>The key used when the user brings none. Default: none.</summary>
    [RegularExpression(@"[\x21-\x7E]{1,256}", ErrorMessage = "is no key: it has spaces or other characters that no key has; copy it again")]
    public string? ApiKey { get; set; }

    /// <summary>Where Gemini answers. Default <c>https://generativelanguage.googleapis.com</c>.</summary>
    public Uri Endpoint { get; set; } = new("https://generativelanguage.googleapis.com");

    /// <summary>The model's id. Default <c>gemini-3.8-flash</c>; <c>gemini-3.5-flash-lite</c> is cheaper.</summary>
    [RegularExpression(@"(models/)?[A-Za-z0-9._-]+", ErrorMessage = "is no model id; write one such as gemini-3.8-flash")]
    public string Model { get; set; } = "gemini-3.8-flash";
}
