using Caloguessr.ServiceDefaults;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Recognition;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caloguessr.Web.Estimators;

/// <summary>Registers the estimators that are vision models behind a chat client.</summary>
public static class EstimatorExtensions
{
    /// <summary>The HTTP client of every provider.</summary>
    internal const string HttpClientName = "estimator";

    private const string Capture = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
    private const long MaxAnswerBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds the estimators and the choice between them.</summary>
    /// <exception cref="ConfigurationException">A setting is wrong, or one that the provider needs is missing.</exception>
    public static void AddEstimators(this IHostApplicationBuilder builder)
    {
        var options = OptionsReader.Read<EstimatorOptions>(builder.Configuration, EstimatorOptions.Section);
        var gemini = OptionsReader.Read<GeminiOptions>(builder.Configuration, GeminiOptions.Section);
        var vertex = OptionsReader.Read<VertexOptions>(builder.Configuration, VertexOptions.Section);
        var openAI = OptionsReader.Read<OpenAIOptions>(builder.Configuration, OpenAIOptions.Section);
        Require(options, vertex, openAI);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(gemini);
        builder.Services.AddSingleton<EstimatorChoice>();
        builder.Services.AddSingleton<ITokenAccess, DefaultCredentials>();
        builder.AddProviderClient();

        builder.Services.AddKeyedSingleton<IMealEstimator>(Providers.Builtin, (services, _) => services.GetRequiredService<BuiltinEstimator>());
        builder.AddChat(Providers.Gemini, gemini.Model, services =>
            new GeminiChatClient(Http(services), new AIStudioTarget(gemini), services.GetRequiredService<TimeProvider>()));
        builder.AddChat(Providers.Vertex, vertex.Model, services => new GeminiChatClient(
            Http(services), new VertexTarget(vertex, services.GetRequiredService<ITokenAccess>()), services.GetRequiredService<TimeProvider>()));
        if (openAI is { Endpoint: { } endpoint, Model: { } model })
            builder.AddChat(Providers.OpenAI, model, services =>
                new OpenAIChatClient(Http(services), openAI, endpoint, model, services.GetRequiredService<TimeProvider>()));
    }

    private static void Require(EstimatorOptions options, VertexOptions vertex, OpenAIOptions openAI)
    {
        if (options.Provider == Providers.Vertex && vertex.Project is null)
            throw new ConfigurationException("Vertex__Project", "is not set, but Estimator__Provider is vertex; name the Google Cloud project");
        if (options.Provider != Providers.OpenAI) return;
        if (openAI.Endpoint is null)
            throw new ConfigurationException("OpenAI__Endpoint", "is not set, but Estimator__Provider is openai; write one such as http://localhost:11434/v1");
        if (openAI.Model is null)
            throw new ConfigurationException("OpenAI__Model", "is not set, but Estimator__Provider is openai; name a model that takes pictures, such as qwen3-vl:8b");
    }

    private static void AddProviderClient(this IHostApplicationBuilder builder)
    {
        var http = builder.Services.AddHttpClient(HttpClientName, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = MaxAnswerBytes;
            })
            // A redirect would carry the key's header to another host.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
#pragma warning disable EXTEXP0001 // Marked as experimental; there is no other way out of the default handler, whose attempts end after 10 s.
        http.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
    }

    private static void AddChat(this IHostApplicationBuilder builder, string provider, string model, Func<IServiceProvider, IChatClient> connect)
    {
        // The variable is OpenTelemetry's: other services know other words, such as SPAN_ONLY.
        var capture = string.Equals(builder.Configuration[Capture], "true", StringComparison.OrdinalIgnoreCase);
        builder.Services.AddKeyedSingleton(provider, (services, _) => connect(services).AsBuilder()
            // Outcomes are logged where they are handled, once.
            .UseOpenTelemetry(NullLoggerFactory.Instance, sourceName: WebTelemetry.Source.Name, configure: telemetry => telemetry.EnableSensitiveData = capture)
            .Use(inner => new PhotoChatClient(inner))
            .Use((inner, all) => new RetryingChatClient(inner, all.GetRequiredService<TimeProvider>()))
            .Build(services));
        builder.Services.AddKeyedSingleton<IMealEstimator>(provider, (services, _) => new ChatEstimator(
            services.GetRequiredKeyedService<IChatClient>(provider), model,
            services.GetRequiredService<EstimatorOptions>(), services.GetRequiredService<TimeProvider>()));
    }

    private static HttpClient Http(IServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName);
}
