namespace Caloguessr.Web.Estimates;

/// <summary>The language an API answers in.</summary>
public static class AskedLanguage
{
    /// <summary><c>de</c> or <c>en</c>: the one named, else the likelier of the request's Accept-Language, else English.</summary>
    public static string Of(HttpRequest request, string? named)
    {
        if (Known(named) is { } language) return language;
        return request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(accepted => Known(accepted.Value.Value))
            .FirstOrDefault(known => known is not null) ?? "en";
    }

    private static string? Known(string? tag) => tag?.Split('-')[0].Trim().ToLowerInvariant() switch
    {
        "de" => "de",
        "en" => "en",
        _ => null,
    };
}
