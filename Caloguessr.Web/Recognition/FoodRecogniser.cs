using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Photos;
using Microsoft.ML.OnnxRuntime;

namespace Caloguessr.Web.Recognition;

/// <summary>
/// Names the food on a photo, by the model beside this file (MODEL_CARD.md). Loaded once; a photo that comes earlier waits.
/// </summary>
public sealed class FoodRecogniser : IDisposable
{
    /// <summary>How many guesses a photo gets: the right one is among them in three of four cases.</summary>
    public const int Guesses = 5;

    // The card's: keeps 95 % of the food photos of sources that the model never saw.
    private const double NotFoodAbove = 0.257;

    private readonly FoodLabels _labels;
    private readonly Lazy<Task<InferenceSession>> _session = new(() => Task.Run(Load));
    private readonly SemaphoreSlim _gate = new(Environment.ProcessorCount);

    public FoodRecogniser(FoodTable foods) => _labels = FoodLabels.Load(foods);

    /// <summary>The loading of the model, begun by whoever asks first.</summary>
    public Task Loading => _session.Value;

    /// <summary>The likeliest foods, likeliest first; <c>null</c>: the photo shows no food.</summary>
    public async Task<IReadOnlyList<Guess>?> RecogniseAsync(MealPhoto photo, CancellationToken cancellationToken)
    {
        var session = await _session.Value.WaitAsync(cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Recognise(session, photo), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        if (_session is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) _session.Value.Result.Dispose();
    }

    internal static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Recognition", file);

    private IReadOnlyList<Guess>? Recognise(InferenceSession session, MealPhoto photo)
    {
        using var span = WebTelemetry.Source.StartActivity("food.recognise");
        var probabilities = Run(session, ModelInput.Of(photo));
        var notFood = probabilities[_labels.NotFood];
        span?.SetTag("food.not_food", notFood);
        if (notFood > NotFoodAbove) return null;
        return [.. Enumerable.Range(0, _labels.Count)
            .Where(output => output != _labels.NotFood)
            .OrderByDescending(output => probabilities[output])
            .Take(Guesses)
            .Select(output => new Guess(_labels[output]!, probabilities[output]))];
    }

    private static float[] Run(InferenceSession session, float[] image)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(image, [1, ModelInput.Planes, ModelInput.Side, ModelInput.Side]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["image"], [input], ["probabilities"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static InferenceSession Load()
    {
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        var session = new InferenceSession(PathOf("food-recogniser.onnx"), options);
        // The first run costs twenty times a later one: not the first user's time.
        Run(session, new float[ModelInput.Length]);
        return session;
    }
}
