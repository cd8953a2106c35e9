using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Estimators;

/// <summary>Asks Gemini whether it takes a key, with the cheapest call there is: the list of models, one of them.</summary>
public sealed class KeyCheck(IHttpClientFactory clients, GeminiOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary><c>null</c>: the key is accepted; else why that is not known or not so.</summary>
    public async Task<EstimateOutcome?> AskAsync(string key, CancellationToken cancellationToken)
    {
        var target = new AIStudioTarget(options);
        using var deadline = new CancellationTokenSource(Patience, time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{target.Models.AbsoluteUri.TrimEnd('/')}?pageSize=1"));
        request.Headers.Add(AIStudioTarget.KeyHeader, key);
        using var http = clients.CreateClient(EstimatorExtensions.HttpClientName);
        try
        {
            using var response = await http.SendAsync(request, until.Token);
            if (response.IsSuccessStatusCode) return null;
            return (await GeminiFailure.OfAsync(response, target, time, until.Token)).Outcome;
        }
        catch (Exception unreachable) when (Unreachable.Is(unreachable))
        {
            return new EstimateOutcome.Unavailable($"Gemini cannot be reached at {target.Models.Authority} ({Unreachable.Reason(unreachable)})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new EstimateOutcome.Unavailable($"Gemini did not answer within {Patience.TotalSeconds:0} s");
        }
    }
}
