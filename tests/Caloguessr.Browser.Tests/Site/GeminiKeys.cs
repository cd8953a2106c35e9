using System.Collections.Concurrent;
using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Site;

/// <summary>The keys that the stub of Gemini knows. Each test makes its own, with its own answer.</summary>
public sealed class GeminiKeys
{
    private readonly ConcurrentDictionary<string, GeminiAnswer> _answers = new(StringComparer.Ordinal);

    /// <summary>Makes a key that Gemini accepts.</summary>
    public string Create(GeminiAnswer answer)
    {
        var key = $"AIzaStub{Guid.NewGuid():N}";
        _answers[key] = answer;
        return key;
    }

    /// <summary>From now on, photos sent with the key are answered otherwise.</summary>
    public void Answer(string key, GeminiAnswer answer) => _answers[key] = answer;

    internal void Serve(GeminiStub stub)
    {
        stub.Always = (context, call) => Known(call)?.Invoke(context, call) ?? GeminiAnswers.KeyInvalid(context, call);
        stub.Models = (context, call) => Known(call) is null ? GeminiAnswers.KeyInvalid(context, call) : GeminiAnswers.Models(context, call);
    }

    private GeminiAnswer? Known(GeminiCall call) => _answers.GetValueOrDefault(call.ApiKey ?? "");
}
