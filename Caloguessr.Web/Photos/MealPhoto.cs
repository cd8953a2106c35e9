namespace Caloguessr.Web.Photos;

/// <summary>A photo after intake: upright, without metadata, at most 1600 px, encoded anew.</summary>
/// <param name="Jpeg">The JPEG.</param>
/// <param name="Width">Width in px.</param>
/// <param name="Height">Height in px.</param>
public sealed record MealPhoto(ReadOnlyMemory<byte> Jpeg, int Width, int Height)
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "image/jpeg";

    /// <summary>Without the picture, which must not reach a log.</summary>
    public override string ToString() => $"MealPhoto {{ {Width}x{Height}, {Jpeg.Length} bytes }}";
}

/// <summary>What intake made of an upload.</summary>
public abstract record PhotoIntakeResult
{
    private PhotoIntakeResult() { }

    /// <summary>The photo can be looked at.</summary>
    public sealed record Accepted(MealPhoto Photo) : PhotoIntakeResult;

    /// <summary>There was no photo: 400 <c>photo-missing</c>.</summary>
    public sealed record Missing : PhotoIntakeResult;

    /// <summary>Too many photos arrive at once: 503 <c>estimator-unavailable</c>.</summary>
    public sealed record Busy : PhotoIntakeResult;

    /// <summary>It is broken, truncated, or too small to show anything: 400 <c>photo-invalid</c>.</summary>
    /// <param name="Reason">For people, in English.</param>
    public sealed record Invalid(string Reason) : PhotoIntakeResult;

    /// <summary>Too many bytes or pixels: 413 <c>photo-too-large</c>.</summary>
    public sealed record TooLarge(string Reason) : PhotoIntakeResult;

    /// <summary>Not JPEG, PNG or WebP: 415 <c>photo-type</c>.</summary>
    /// <param name="Found">What the bytes are, such as <c>HEIC</c>; <c>null</c>: unknown.</param>
    public sealed record WrongType(string? Found) : PhotoIntakeResult;
}
