using System.Runtime.CompilerServices;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Photos;

namespace Caloguessr.Web.Recognition;

/// <summary>Estimates with no key and no network: the recogniser's first guess, in the usual portion of the food table.</summary>
public sealed class BuiltinEstimator(FoodRecogniser recogniser) : IMealEstimator
{
    public const string Model = "builtin";

    // It sees what, never how much: however sure of the name, half of the answer stays open.
    private const double MaxConfidence = 0.5;
    private const double LeastWidening = 2;
    private const double MostWidening = 3;

    public async IAsyncEnumerable<EstimatorEvent> LookAsync(MealPhoto photo, EstimateQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await recogniser.RecogniseAsync(photo, cancellationToken) is not { } guesses)
        {
            yield return new EstimatorEvent.Finished(new(Model, [], new EstimateOutcome.NotFood()));
            yield break;
        }
        var item = Item(guesses, question.Language);
        yield return new EstimatorEvent.ItemSeen(item);
        yield return new EstimatorEvent.Finished(new(Model, [item], null));
    }

    private static SeenItem Item(IReadOnlyList<Guess> guesses, string language)
    {
        var (food, probability) = guesses[0];
        var grams = food.Portions[0].Grams;
        var share = grams / 100;
        return new()
        {
            Name = food.Name(language),
            PortionGrams = grams,
            PortionRange = Range(food),
            EnergyKcal = food.EnergyKcal * share,
            ProteinGrams = food.ProteinGrams * share,
            CarbsGrams = food.CarbsGrams * share,
            FatGrams = food.FatGrams * share,
            Confidence = Math.Min(probability, MaxConfidence),
            FoodKey = food.Key,
            Alternatives = [.. guesses.Select(guess => new Alternative(guess.Food.Name(language), guess.Probability, guess.Food.Key))],
        };
    }

    /// <summary>
    /// What a portion may weigh, in g: the household portions, at least from half of the usual one to twice as much, and at most from a
    /// third to three times: that somebody may eat a single slice of apple says nothing about the apple on the photo.
    /// </summary>
    internal static (double Low, double High) Range(Food food)
    {
        var usual = food.Portions[0].Grams;
        return (Math.Clamp(food.Portions.Min(portion => portion.Grams), usual / MostWidening, usual / LeastWidening),
            Math.Clamp(food.Portions.Max(portion => portion.Grams), usual * LeastWidening, usual * MostWidening));
    }
}
