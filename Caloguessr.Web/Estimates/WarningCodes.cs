namespace Caloguessr.Web.Estimates;

/// <summary>Stable words of <see cref="EstimateWarning"/>.</summary>
public static class WarningCodes
{
    /// <summary>The stated energy and that of the stated nutrients differ.</summary>
    public const string EnergyDisagrees = "energy-disagrees";

    /// <summary>The weight is not one that people eat, or less than its own nutrients.</summary>
    public const string PortionImplausible = "portion-implausible";

    /// <summary>Energy per gram is far from the food table's.</summary>
    public const string DensityDisagrees = "density-disagrees";

    /// <summary>The food table only has a stand-in for the food.</summary>
    public const string RoughMatch = "rough-match";
}
