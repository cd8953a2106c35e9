using System.ComponentModel.DataAnnotations;

namespace Caloguessr.Web.Estimators;

/// <summary>Who looks at the photos, and for how long. <c>Estimator__…</c></summary>
public sealed class EstimatorOptions
{
    public const string Section = "Estimator";

    /// <summary>
    /// <c>auto</c> (default: Gemini as soon as the user or the configuration has a key, else the built-in recogniser), <c>gemini</c>,
    /// <c>vertex</c>, <c>openai</c> or <c>builtin</c>.
    /// </summary>
    [AllowedValues(
        Providers.Auto, Providers.Gemini, Providers.Vertex, Providers.OpenAI, Providers.Builtin,
        ErrorMessage = "must be auto, gemini, vertex, openai or builtin")]
    public string Provider { get; set; } = Providers.Auto;

    /// <summary>The one deadline of a look, with every retry and the second asking, as hh:mm:ss. Default 60 s; then <c>estimator-unavailable</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "must lie between 00:00:01 and 00:10:00; write a duration as hh:mm:ss")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
