using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Caloguessr.Web.Estimates;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Caloguessr.Web.Estimators;

/// <summary>An OpenAI-compatible endpoint, its errors told as <see cref="ChatFailure"/>.</summary>
internal sealed class OpenAIChatClient(HttpClient http, OpenAIOptions options, Uri endpoint, string model, TimeProvider time)
    : DelegatingChatClient(Connect(http, options, endpoint, model))
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception failure) when (Failure(failure, cancellationToken) is { } known)
        {
            throw known;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync()) yield break;
            }
            catch (Exception failure) when (Failure(failure, cancellationToken) is { } known)
            {
                throw known;
            }
            yield return updates.Current;
        }
    }

    private static IChatClient Connect(HttpClient http, OpenAIOptions options, Uri endpoint, string model) =>
        // Local servers ask for no key, but the client does.
        new OpenAI.Chat.ChatClient(model, new ApiKeyCredential(options.ApiKey ?? "none"), new OpenAIClientOptions
        {
            Endpoint = endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        }).AsIChatClient();

    private ChatFailure? Failure(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        ClientResultException answered => Of(answered),
        System.Text.Json.JsonException or FormatException => new(new EstimateOutcome.ReplyUnusable()),
        IOException => CannotBeReached(failure),
        _ when Unreachable.Is(failure) => CannotBeReached(failure),
        _ => null,
    };

    private ChatFailure Of(ClientResultException answered) => answered.Status switch
    {
        0 => CannotBeReached(answered),
        401 or 403 => Unavailable("The model's server did not accept the key; check OpenAI__ApiKey"),
        404 => Unavailable($"The model's server does not know the model {model} or the address; check OpenAI__Model and OpenAI__Endpoint"),
        429 when RetryAfter(answered) is { } wait => new(new EstimateOutcome.Throttled(wait, Daily: false), isTransient: true, retryIn: wait),
        429 => new(new EstimateOutcome.Throttled(DefaultWait, Daily: false)),
        >= 500 => Unavailable($"The model's server is overloaded or failing (HTTP {answered.Status})", isTransient: true),
        _ => Unavailable($"The model's server turned the request down (HTTP {answered.Status}); does the model {model} take pictures?"),
    };

    private ChatFailure CannotBeReached(Exception cause) =>
        Unavailable($"The model's server cannot be reached at {endpoint.Authority}; is it running? OpenAI__Endpoint names it", cause: cause);

    private static ChatFailure Unavailable(string reason, bool isTransient = false, Exception? cause = null) =>
        new(new EstimateOutcome.Unavailable(reason), isTransient, cause: cause);

    private TimeSpan? RetryAfter(ClientResultException answered) =>
        answered.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) != true
            || !RetryConditionHeaderValue.TryParse(text, out var value) ? null
        : value.Delta ?? (value.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero);
}
