using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Server;

/// <summary>A request to be answered.</summary>
/// <param name="Version">The version of its API, within what is supported.</param>
/// <param name="ClientId">What the client calls itself; may be empty.</param>
/// <param name="ClientHost">The client's address.</param>
/// <param name="Reader">The body.</param>
/// <param name="Answer">Takes the answer's body.</param>
/// <param name="Gone">Cancelled when the broker stops.</param>
internal sealed record Request(short Version, string ClientId, string ClientHost, KafkaReader Reader, KafkaWriter Answer, CancellationToken Gone)
{
    /// <summary>Whether the client waits for no answer, as with acks=0.</summary>
    public bool IsUnanswered { get; set; }

    /// <summary>How long the answer was held back on purpose, as a fetch without data is.</summary>
    public TimeSpan Waited { get; set; }
}
