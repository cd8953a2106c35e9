using Caloguessr.Web.Estimates;
using Caloguessr.Web.Keys;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Caloguessr.Web.Estimators;

/// <summary>One of the two doors to Gemini: where it is and how a request is authorised there.</summary>
internal abstract class GeminiTarget(string name, string provider, Uri models, string model)
{
    /// <summary>For people.</summary>
    public string Name { get; } = name;

    /// <summary>The provider's name in OpenTelemetry's conventions.</summary>
    public string Provider { get; } = provider;

    public Uri Models { get; } = models;

    public string Model { get; } = model;

    /// <summary>The setting that names the model.</summary>
    public abstract string ModelSetting { get; }

    public Uri Method(string method) => new($"{Models}{Model}:{method}");

    public abstract Task AuthoriseAsync(HttpRequestMessage request, LookOptions? options, CancellationToken cancellationToken);

    /// <summary>The credential was not accepted.</summary>
    public abstract ChatFailure Denied(string reason);

    protected static string Base(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');
}

/// <summary>Google AI Studio: a key in a header, the user's or the configuration's.</summary>
internal sealed class AIStudioTarget(GeminiOptions options)
    : GeminiTarget("Gemini", "gcp.gemini", new($"{Base(options.Endpoint)}/v1beta/models/"), options.Model.Replace("models/", "", StringComparison.Ordinal))
{
    public const string KeyHeader = "x-goog-api-key";

    public override string ModelSetting => $"{GeminiOptions.Section}__{nameof(GeminiOptions.Model)}";

    public override Task AuthoriseAsync(HttpRequestMessage request, LookOptions? options, CancellationToken cancellationToken)
    {
        var key = options?.ApiKey ?? throw new ChatFailure(new EstimateOutcome.KeyMissing());
        if (!UserKey.IsPlausible(key)) throw new ChatFailure(new EstimateOutcome.KeyInvalid());
        request.Headers.Add(KeyHeader, key);
        return Task.CompletedTask;
    }

    public override ChatFailure Denied(string reason) => new(new EstimateOutcome.KeyInvalid());
}

/// <summary>Vertex AI: a bearer token of the application default credentials.</summary>
internal sealed class VertexTarget(VertexOptions options, ITokenAccess credentials) : GeminiTarget("Vertex AI", "gcp.vertex_ai", ModelsOf(options), options.Model)
{
    public override string ModelSetting => $"{VertexOptions.Section}__{nameof(VertexOptions.Model)}";

    public override async Task AuthoriseAsync(HttpRequestMessage request, LookOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var token = await credentials.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
            request.Headers.Authorization = new("Bearer", token);
        }
        catch (Exception refused) when (refused is InvalidOperationException or TokenResponseException or HttpRequestException or IOException)
        {
            throw new ChatFailure(new EstimateOutcome.Unavailable(
                "Google's application default credentials are missing or not accepted; "
                + "run gcloud auth application-default login or set GOOGLE_APPLICATION_CREDENTIALS"),
                cause: refused);
        }
    }

    public override ChatFailure Denied(string reason) => new(new EstimateOutcome.Unavailable(
        $"Vertex AI did not accept the application default credentials ({reason}); "
        + $"give them the role Vertex AI User in the project of {VertexOptions.Section}__{nameof(VertexOptions.Project)}"));

    private static Uri ModelsOf(VertexOptions options)
    {
        var host = options.Endpoint is { } endpoint ? Base(endpoint)
            : options.Location == "global" ? "https://aiplatform.googleapis.com"
            : $"https://{options.Location}-aiplatform.googleapis.com";
        return new($"{host}/v1/projects/{options.Project}/locations/{options.Location}/publishers/google/models/");
    }
}

/// <summary>Application default credentials, looked up at the first use and kept.</summary>
internal sealed class DefaultCredentials : ITokenAccess
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private GoogleCredential? _found;

    public async Task<string> GetAccessTokenForRequestAsync(string? authUri, CancellationToken cancellationToken)
    {
        _found ??= (await GoogleCredential.GetApplicationDefaultAsync(cancellationToken)).CreateScoped(Scope);
        return await ((ITokenAccess)_found).GetAccessTokenForRequestAsync(authUri, cancellationToken);
    }
}
