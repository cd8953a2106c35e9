using System.Globalization;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Settings;

/// <summary>Writes energy and mass in the units of the user and the number format of the culture.</summary>
public sealed class UnitFormat(UserSettings settings, CultureInfo culture)
{
    private const double KilojoulePerKcal = 4.184;
    private const double GramPerOunce = 28.349523125;

    /// <summary>In the current culture.</summary>
    public UnitFormat(UserSettings settings) : this(settings, CultureInfo.CurrentCulture) { }

    /// <summary><c>kcal</c> or <c>kJ</c>.</summary>
    public string EnergyUnit => settings.EnergyUnit == Settings.EnergyUnit.Kilojoule ? "kJ" : "kcal";

    /// <summary><c>g</c> or <c>oz</c>.</summary>
    public string MassUnit => settings.MassUnit == Settings.MassUnit.Ounce ? "oz" : "g";

    /// <summary>What one kcal is in the user's unit.</summary>
    public double EnergyPerKcal => settings.EnergyUnit == Settings.EnergyUnit.Kilojoule ? KilojoulePerKcal : 1;

    /// <summary>What one gram is in the user's unit.</summary>
    public double MassPerGram => settings.MassUnit == Settings.MassUnit.Ounce ? 1 / GramPerOunce : 1;

    /// <summary>Such as <c>1,540</c>.</summary>
    public string EnergyNumber(double kcal) => Whole(Honest(kcal * EnergyPerKcal));

    /// <summary>Such as <c>540 kcal</c>.</summary>
    public string Energy(double kcal) => $"{EnergyNumber(kcal)}\u00a0{EnergyUnit}";

    /// <summary>Energy that is no estimate, to the last digit, such as a target.</summary>
    public string ExactEnergy(double kcal) => $"{Whole(kcal * EnergyPerKcal)}\u00a0{EnergyUnit}";

    /// <summary>Such as <c>460–650 kcal</c>; one number when the ends look the same.</summary>
    public string Range(EnergyRange range)
    {
        var (low, high) = (EnergyNumber(range.Low), EnergyNumber(range.High));
        return low == high ? Energy(range.High) : $"{low}–{high}\u00a0{EnergyUnit}";
    }

    /// <summary>Such as <c>1200</c> (g) or <c>4.2</c> (oz), for fields: read again, a separator of thousands would be a decimal sign.</summary>
    public string MassNumber(double grams) => settings.MassUnit == Settings.MassUnit.Ounce
        ? (grams * MassPerGram).ToString("F1", culture)
        : Math.Round(grams, MidpointRounding.AwayFromZero).ToString("F0", culture);

    /// <summary>A portion, such as <c>120 g</c> or <c>4.2 oz</c>.</summary>
    public string Mass(double grams) => $"{MassNumber(grams)}\u00a0{MassUnit}";

    /// <summary>Protein, carbohydrates or fat: in g whatever the user's unit, as on the labels of all countries.</summary>
    public string Nutrient(double grams) => $"{Whole(grams)}\u00a0g";

    // No digit that nobody knows.
    private static double Honest(double number)
    {
        var step = number switch { < 50 => 1, < 1000 => 5, _ => 10 };
        return Math.Round(number / step, MidpointRounding.AwayFromZero) * step;
    }

    private string Whole(double number) => Math.Round(number, MidpointRounding.AwayFromZero).ToString("N0", culture);
}
