using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Caloguessr.Web.Estimators;

/// <summary>
/// Tries again what may pass: an overloaded or failing provider after a short, growing wait; a throttled one only when it asks for a
/// wait that a person sits out. A stream is tried again only while nothing of it was seen. The caller's deadline ends it all.
/// </summary>
internal sealed class RetryingChatClient(IChatClient inner, TimeProvider time) : DelegatingChatClient(inner)
{
    /// <summary>The longest wait a provider may ask for that is spent inside the call; beyond it the user is told.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int MaxAttempts = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var asked = messages.ToList();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await base.GetResponseAsync(asked, options, cancellationToken);
            }
            catch (ChatFailure failure) when (WaitAfter(failure, attempt) is { } wait)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = messages.ToList();
        for (var attempt = 1; ; attempt++)
        {
            await using var updates = base.GetStreamingResponseAsync(asked, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            TimeSpan? retryIn = null;
            var any = false;
            try
            {
                any = await updates.MoveNextAsync();
            }
            catch (ChatFailure failure) when (WaitAfter(failure, attempt) is { } wait)
            {
                retryIn = wait;
            }
            if (retryIn is { } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
                continue;
            }

            for (; any; any = await updates.MoveNextAsync()) yield return updates.Current;
            yield break;
        }
    }

    private static TimeSpan? WaitAfter(ChatFailure failure, int attempt)
    {
        if (!failure.IsTransient || attempt == MaxAttempts) return null;
        if (failure.RetryIn is { } asked) return asked <= LongestWait ? asked : null;
        return FirstWait * Math.Pow(2, attempt - 1) * (1 + Random.Shared.NextDouble() / 4);
    }
}
