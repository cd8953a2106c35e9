using Caloguessr.Web.Estimates;
using Caloguessr.Web.Resources;
using Caloguessr.Web.Settings;
using Microsoft.Extensions.Localization;

namespace Caloguessr.Web.Meals;

/// <summary>An energy with its range, in a sentence; editor.js writes the same.</summary>
internal static class EnergyWords
{
    /// <summary>Such as <c>About 540 kcal, likely 400 to 680</c>; only the first half when the ends look the same.</summary>
    public static string About(this IStringLocalizer<Texts> texts, EnergyRange energy, UnitFormat units)
    {
        var (low, high) = (units.EnergyNumber(energy.Low), units.EnergyNumber(energy.High));
        return low == high ? texts["AboutExact", units.Energy(energy.Value)] : texts["AboutText", units.Energy(energy.Value), low, high];
    }
}
