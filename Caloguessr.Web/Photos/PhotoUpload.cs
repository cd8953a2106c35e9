namespace Caloguessr.Web.Photos;

/// <summary>What a multipart form with a photo held.</summary>
/// <param name="Photo">What intake made of the part <c>photo</c>.</param>
/// <param name="Fields">The form's text fields, each with its first value.</param>
public sealed record PhotoUpload(PhotoIntakeResult Photo, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The user's own words about the meal; <c>null</c>: none.</summary>
    public string? Hint => Field("hint");

    /// <summary>The language asked for; <c>null</c>: none.</summary>
    public string? Language => Field("language");

    /// <summary>Without the fields, which are the user's own words.</summary>
    public override string ToString() => $"PhotoUpload {{ {Photo.GetType().Name} }}";

    private string? Field(string name) =>
        Fields.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
