using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Meals;

/// <summary>
/// The uncertainty ring in numbers: segments by energy from the three nutrients, and an outer edge that is as wide as the energy range.
/// <c>wwwroot/js/meal.js</c> computes the same while the user edits.
/// </summary>
/// <param name="Segments">Protein, carbohydrates, fat; empty: nothing to show.</param>
/// <param name="Edge">Radius at which the soft edge ends.</param>
public sealed record RingShape(IReadOnlyList<RingSegment> Segments, double Edge)
{
    /// <summary>Outer radius of the ring itself.</summary>
    public const double Radius = 84;

    /// <summary>Width of the ring.</summary>
    public const double Width = 20;

    /// <summary>Middle of a side of the drawing.</summary>
    public const double Centre = 120;

    private const double Gap = 0.8;
    private const double Crisp = 1;
    private const double Widest = Centre - Radius;
    private const double EdgePerShare = 72;
    private const double KcalPerGramProtein = 4;
    private const double KcalPerGramCarbs = 4;
    private const double KcalPerGramFat = 9;

    /// <summary>The ring of a meal.</summary>
    public static RingShape Of(Totals totals)
    {
        double[] energies = [totals.ProteinGrams * KcalPerGramProtein, totals.CarbsGrams * KcalPerGramCarbs, totals.FatGrams * KcalPerGramFat];
        var sum = energies.Sum();
        if (sum <= 0 || totals.EnergyKcal.Value <= 0) return new([], Radius + Crisp);

        var segments = new List<RingSegment>();
        var start = 0.0;
        foreach (var (kind, energy) in RingSegment.Kinds.Zip(energies))
        {
            segments.Add(new(kind, start + (Gap / 2), Math.Max(0, (energy / sum * 100) - Gap), energy / sum));
            start += energy / sum * 100;
        }
        var share = (totals.EnergyKcal.High - totals.EnergyKcal.Low) / (2 * totals.EnergyKcal.Value);
        return new(segments, Radius + Math.Clamp(share * EdgePerShare, Crisp, Widest));
    }
}

/// <summary>One nutrient's part of the ring, in hundredths of its length.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Start">Where it begins, clockwise from the top.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Share">Its share of the energy, 0 to 1.</param>
public sealed record RingSegment(string Kind, double Start, double Length, double Share)
{
    public static readonly IReadOnlyList<string> Kinds = ["protein", "carbs", "fat"];

    private const double SmallestLabelled = 0.09;

    /// <summary>Whether a letter fits on it.</summary>
    public bool HasLabel => Share >= SmallestLabelled;

    /// <summary>Where its letter stands.</summary>
    public (double X, double Y) Label
    {
        get
        {
            var angle = (((Start + (Length / 2)) / 100) - 0.25) * 2 * Math.PI;
            var radius = RingShape.Radius - (RingShape.Width / 2);
            return (RingShape.Centre + (radius * Math.Cos(angle)), RingShape.Centre + (radius * Math.Sin(angle)));
        }
    }
}
