using System.Runtime.CompilerServices;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Photos;
using Microsoft.Extensions.AI;

namespace Caloguessr.Web.Estimators;

/// <summary>A vision model behind a chat client. A reply that does not fit is asked for once more; one deadline holds for everything.</summary>
internal sealed class ChatEstimator(IChatClient client, string model, EstimatorOptions options, TimeProvider time) : IMealEstimator
{
    private const int MaxAskings = 2;

    public async IAsyncEnumerable<EstimatorEvent> LookAsync(
        MealPhoto photo, EstimateQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var look = Prompt.Options(photo, question);
        var messages = new List<ChatMessage> { Prompt.Question(photo, question) };
        var answeredBy = model;
        EstimateOutcome? failure = null;

        for (var asking = 1; asking <= MaxAskings; asking++)
        {
            if (asking > 1) yield return new EstimatorEvent.AskedAgain();
            var reply = new ReplyReader();
            failure = null;
            await using var updates = Ask(messages, look, question.Streaming, until.Token).GetAsyncEnumerator(until.Token);
            while (true)
            {
                IReadOnlyList<SeenItem> seen;
                try
                {
                    if (!await updates.MoveNextAsync()) break;
                    var update = updates.Current;
                    answeredBy = update.ModelId ?? answeredBy;
                    if (update.FinishReason == ChatFinishReason.ContentFilter) failure = new EstimateOutcome.Refused();
                    seen = reply.Append(update.Text);
                }
                catch (ChatFailure known)
                {
                    failure = known.Outcome;
                    break;
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    failure = new EstimateOutcome.Unavailable($"{model} did not answer within {options.Timeout.TotalSeconds:0} s");
                    break;
                }
                foreach (var item in seen) yield return new EstimatorEvent.ItemSeen(item);
            }

            if (failure is null)
            {
                if (reply.Fault is null && reply.IsFood == false) failure = new EstimateOutcome.NotFood();
                else if (reply.Fault is null)
                {
                    yield return new EstimatorEvent.Finished(new(answeredBy, reply.Items, null));
                    yield break;
                }
            }
            if (failure is not (null or EstimateOutcome.ReplyUnusable)) break;

            if (reply.Text.Length > 0) messages.Add(new(ChatRole.Assistant, reply.Text));
            messages.Add(Prompt.Again(reply.Fault ?? "it is not valid"));
        }

        yield return new EstimatorEvent.Finished(new(answeredBy, [], failure ?? new EstimateOutcome.ReplyUnusable()));
    }

    private async IAsyncEnumerable<ChatResponseUpdate> Ask(
        List<ChatMessage> messages, LookOptions look, bool streaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (streaming)
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, look, cancellationToken)) yield return update;
            yield break;
        }
        foreach (var update in (await client.GetResponseAsync(messages, look, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }
}
