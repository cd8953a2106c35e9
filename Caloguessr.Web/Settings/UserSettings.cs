using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Caloguessr.Web.Settings;

/// <summary>Unit in which energy is shown.</summary>
public enum EnergyUnit { Kcal, Kilojoule }

/// <summary>Unit in which portions are shown.</summary>
public enum MassUnit { Gram, Ounce }

/// <summary>Colours of the pages.</summary>
public enum Theme { System, Light, Dark }

/// <summary>
/// How a browser wants the pages. Kept in a plain cookie, so that any replica renders the right page at once; it says nothing about
/// who the user is. What cannot be read there is ignored and takes its default.
/// </summary>
public sealed record UserSettings
{
    public const string CookieName = "caloguessr-settings";
    public const int DefaultTargetKcal = 2000;
    public const int MinTargetKcal = 500;
    public const int MaxTargetKcal = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary><c>en</c>, <c>de</c>, or <c>null</c>: what the browser asks for.</summary>
    public string? Language { get; init; }

    public EnergyUnit EnergyUnit { get; init; }

    public MassUnit MassUnit { get; init; }

    public Theme Theme { get; init; }

    /// <summary>Energy aimed at per day, in kcal.</summary>
    public int TargetKcal { get; init; } = DefaultTargetKcal;

    /// <summary>Whether the photo of a saved meal is kept with it.</summary>
    public bool KeepPhotos { get; init; }

    /// <summary>The settings of the browser that asks.</summary>
    public static UserSettings Read(HttpRequest request) => Parse(request.Cookies[CookieName]);

    /// <summary>Hands the settings to the browser.</summary>
    public void Write(HttpResponse response) => response.Cookies.Append(CookieName, ToString(), new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = Kept,
        SameSite = SameSiteMode.Lax,
        Secure = response.HttpContext.Request.IsHttps,
    });

    /// <summary>Makes the browser forget its settings.</summary>
    public static void Remove(HttpResponse response) => response.Cookies.Delete(CookieName);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static UserSettings Parse(string? text)
    {
        var fields = QueryHelpers.ParseQuery(text);
        return Of(name => fields.TryGetValue(name, out var values) ? values[^1] : null);
    }

    /// <summary>Reads fields as <see cref="ToString"/> names them. A field without a known value takes its default.</summary>
    public static UserSettings Of(Func<string, string?> field) => new()
    {
        Language = field("language") is "en" or "de" ? field("language") : null,
        EnergyUnit = field("energy") == "kj" ? EnergyUnit.Kilojoule : EnergyUnit.Kcal,
        MassUnit = field("mass") == "oz" ? MassUnit.Ounce : MassUnit.Gram,
        Theme = field("theme") switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.System },
        TargetKcal = int.TryParse(field("target"), NumberStyles.None, CultureInfo.InvariantCulture, out var target)
            && target is >= MinTargetKcal and <= MaxTargetKcal ? target : DefaultTargetKcal,
        KeepPhotos = field("photos") == "keep",
    };

    /// <summary>The settings as the cookie holds them, and as the form of the settings page names them.</summary>
    public override string ToString()
    {
        var fields = new List<string> { $"target={TargetKcal.ToString(CultureInfo.InvariantCulture)}" };
        if (Language is not null) fields.Add($"language={Language}");
        if (EnergyUnit == EnergyUnit.Kilojoule) fields.Add("energy=kj");
        if (MassUnit == MassUnit.Ounce) fields.Add("mass=oz");
        if (Theme != Theme.System) fields.Add(Theme == Theme.Dark ? "theme=dark" : "theme=light");
        if (KeepPhotos) fields.Add("photos=keep");
        return string.Join('&', fields);
    }
}
