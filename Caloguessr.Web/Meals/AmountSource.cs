using System.Text.Json.Serialization;

namespace Caloguessr.Web.Meals;

/// <summary>How a portion's weight is known. Decides how wide its energy range is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AmountSource>))]
public enum AmountSource
{
    /// <summary>Seen on a photo, or the usual portion of a food that was only recognised.</summary>
    [JsonStringEnumMemberName("seen")] Seen,

    /// <summary>A household measure, or nudged by the user.</summary>
    [JsonStringEnumMemberName("household")] Household,

    /// <summary>Typed in by the user.</summary>
    [JsonStringEnumMemberName("weighed")] Weighed,
}

/// <summary>Sources as forms and addresses name them.</summary>
public static class AmountWord
{
    public static string Word(this AmountSource amount) => amount.ToString().ToLowerInvariant();

    /// <summary>Reads a word; anything else counts as only seen.</summary>
    public static AmountSource Read(string? word) => word switch
    {
        "weighed" => AmountSource.Weighed,
        "household" => AmountSource.Household,
        _ => AmountSource.Seen,
    };
}
