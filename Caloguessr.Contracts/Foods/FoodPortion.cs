namespace Caloguessr.Contracts.Foods;

/// <summary>A household portion, such as one slice.</summary>
/// <param name="LabelEn">English label.</param>
/// <param name="LabelDe">German label.</param>
/// <param name="Grams">Its weight in g.</param>
public sealed record FoodPortion(string LabelEn, string LabelDe, double Grams)
{
    /// <summary>The label in a language: <c>de</c> gives German, all else English.</summary>
    public string Label(string language) => language == "de" ? LabelDe : LabelEn;
}
