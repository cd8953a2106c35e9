using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Estimators;

/// <summary>Who looks at a photo.</summary>
/// <param name="Provider"><c>gemini</c>, <c>vertex</c>, <c>openai</c> or <c>builtin</c>.</param>
/// <param name="Estimator">The estimator; <c>null</c>: it needs a key and has none.</param>
/// <param name="ApiKey">The key it uses; <c>null</c>: it needs none.</param>
public sealed record ChosenEstimator(string Provider, IMealEstimator? Estimator, string? ApiKey)
{
    /// <summary>Without the key, which must not reach a log.</summary>
    public override string ToString() => $"ChosenEstimator {{ Provider = {Provider} }}";
}

/// <summary>Chooses the estimator of each request: the configuration says which, and with <c>auto</c> the key decides.</summary>
public sealed class EstimatorChoice(EstimatorOptions options, GeminiOptions gemini, IServiceProvider services)
{
    /// <summary>The estimator for a user.</summary>
    /// <param name="userKey">The user's own key, which beats the configuration's; <c>null</c>: none.</param>
    public ChosenEstimator For(string? userKey)
    {
        var key = userKey ?? gemini.ApiKey;
        return options.Provider switch
        {
            Providers.Auto => key is null ? Of(Providers.Builtin, null) : Of(Providers.Gemini, key),
            Providers.Gemini when key is null => new(Providers.Gemini, null, null),
            Providers.Gemini => Of(Providers.Gemini, key),
            var provider => Of(provider, null),
        };
    }

    private ChosenEstimator Of(string provider, string? key) => new(provider, services.GetRequiredKeyedService<IMealEstimator>(provider), key);
}

/// <summary>The values of <c>Estimator__Provider</c>.</summary>
public static class Providers
{
    public const string Auto = "auto";
    public const string Gemini = "gemini";
    public const string Vertex = "vertex";
    public const string OpenAI = "openai";
    public const string Builtin = "builtin";
}
