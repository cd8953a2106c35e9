using System.Runtime.CompilerServices;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Photos;
using Microsoft.Extensions.AI;

namespace Caloguessr.Web.Estimators;

/// <summary>A vision model behind a chat client. A reply that does not fit is asked for once more; one deadline holds for everything.</summary>
internal sealed class ChatEstimator(IChatClient client, string model, EstimatorOptions options, TimeProvider time) : IMealEstimator
{
    private const int MaxAskings = 2;
    private const int MaxRepeated = 4000;

    public async IAsyncEnumerable<EstimatorEvent> LookAsync(
        MealPhoto photo, EstimateQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var look = Prompt.Options(photo, question);
        var messages = new List<ChatMessage> { Prompt.Question(photo, question) };
        for (var number = 1; ; number++)
        {
            var asking = new Asking();
            await foreach (var item in AskAsync(asking, messages, look, question.Streaming, until.Token, cancellationToken))
                yield return new EstimatorEvent.ItemSeen(item);

            if (asking.End is not EstimateOutcome.ReplyUnusable || number == MaxAskings)
            {
                yield return new EstimatorEvent.Finished(new(asking.Model ?? model, asking.End is null ? asking.Reply.Items : [], asking.End));
                yield break;
            }
            if (asking.Reply.Text is { Length: > 0 } text) messages.Add(new(ChatRole.Assistant, text.Length > MaxRepeated ? text[..MaxRepeated] : text));
            messages.Add(Prompt.Again(asking.Reply.Fault ?? "it is not valid"));
            yield return new EstimatorEvent.AskedAgain();
        }
    }

    private async IAsyncEnumerable<SeenItem> AskAsync(
        Asking asking, List<ChatMessage> messages, LookOptions look, bool streaming,
        [EnumeratorCancellation] CancellationToken until, CancellationToken userLeft)
    {
        await using var updates = UpdatesAsync(messages, look, streaming, until).GetAsyncEnumerator(until);
        while (!asking.Reply.IsBroken)
        {
            IReadOnlyList<SeenItem> seen;
            try
            {
                if (!await updates.MoveNextAsync()) break;
                seen = asking.Take(updates.Current);
            }
            catch (ChatFailure failure)
            {
                asking.Failure = failure.Outcome;
                yield break;
            }
            catch (OperationCanceledException) when (!userLeft.IsCancellationRequested)
            {
                asking.Failure = new EstimateOutcome.Unavailable($"{model} did not answer within {options.Timeout.TotalSeconds:0} s");
                yield break;
            }
            foreach (var item in seen) yield return item;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> UpdatesAsync(
        List<ChatMessage> messages, LookOptions look, bool streaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (streaming)
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, look, cancellationToken)) yield return update;
            yield break;
        }
        foreach (var update in (await client.GetResponseAsync(messages, look, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    /// <summary>One call and what came of it.</summary>
    private sealed class Asking
    {
        public ReplyReader Reply { get; } = new();

        public string? Model { get; private set; }

        public EstimateOutcome? Failure { get; set; }

        /// <summary>What ended it; <c>null</c>: the reply fits.</summary>
        public EstimateOutcome? End =>
            Failure ?? (Reply.Fault is not null ? new EstimateOutcome.ReplyUnusable() : Reply.IsFood == false ? new EstimateOutcome.NotFood() : null);

        public IReadOnlyList<SeenItem> Take(ChatResponseUpdate update)
        {
            Model = update.ModelId ?? Model;
            if (update.FinishReason == ChatFinishReason.ContentFilter) Failure = new EstimateOutcome.Refused();
            return Reply.Append(update.Text);
        }
    }
}
