using System.ComponentModel.DataAnnotations;

namespace Caloguessr.Web.Estimators;

/// <summary>Gemini on Vertex AI with Google's application default credentials. <c>Vertex__…</c></summary>
public sealed class VertexOptions
{
    public const string Section = "Vertex";

    /// <summary>The Google Cloud project that pays. Required with <c>Estimator__Provider=vertex</c>.</summary>
    [RegularExpression(@"[A-Za-z0-9.:_-]+", ErrorMessage = "is no project id; write one such as my-project-123")]
    public string? Project { get; set; }

    /// <summary>Where the model runs: <c>global</c> (default) or a region such as <c>europe-west4</c>.</summary>
    [RegularExpression(@"[a-z0-9-]+", ErrorMessage = "is no location; write global or a region such as europe-west4")]
    public string Location { get; set; } = "global";

    /// <summary>The model's id. Default <c>gemini-3.8-flash</c>.</summary>
    [RegularExpression(@"[A-Za-z0-9._-]+", ErrorMessage = "is no model id; write one such as gemini-3.8-flash")]
    public string Model { get; set; } = "gemini-3.8-flash";

    /// <summary>Where Vertex AI answers. Default: the location's own host.</summary>
    public Uri? Endpoint { get; set; }
}
