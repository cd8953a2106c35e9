using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Estimators;

/// <summary>What Gemini's errors mean for the user.</summary>
internal static partial class GeminiFailure
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    /// <summary>Reads an answer that is no success.</summary>
    public static async Task<ChatFailure> OfAsync(HttpResponseMessage response, GeminiTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = new byte[MaxBytes];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = 0;
        try
        {
            length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (IOException)
        {
            // The status alone says enough.
        }
        return Of((int)response.StatusCode, Parse(body.AsSpan(0, length)), target, time);
    }

    /// <summary>Turns a status and the error's details into an outcome.</summary>
    public static ChatFailure Of(int status, GeminiError? error, GeminiTarget target, TimeProvider time) => status switch
    {
        401 or 403 => target.Denied(Reason(status, error)),
        400 when error?.Details?.Any(detail => detail.Reason == "API_KEY_INVALID") == true => target.Denied(Reason(status, error)),
        404 => Unavailable($"{target.Name} does not know the model {target.Model}; set {target.ModelSetting} to one it offers"),
        429 => Throttled(error, time),
        500 or 503 or 504 => Unavailable($"{target.Name} is overloaded or failing (HTTP {status})", isTransient: true),
        _ => Unavailable($"{target.Name} turned the request down ({Reason(status, error)})"),
    };

    private static ChatFailure Unavailable(string reason, bool isTransient = false) => new(new EstimateOutcome.Unavailable(reason), isTransient);

    private static ChatFailure Throttled(GeminiError? error, TimeProvider time)
    {
        var details = error?.Details ?? [];
        if (details.Any(detail => detail.Violations?.Any(violation => violation.QuotaId?.Contains("PerDay", StringComparison.OrdinalIgnoreCase) == true) == true))
            return new(new EstimateOutcome.Throttled(UntilQuotaDayEnds(time.GetUtcNow()), Daily: true));

        var asked = details.Select(detail => Delay(detail.RetryDelay)).FirstOrDefault(delay => delay is not null);
        return new(new EstimateOutcome.Throttled(asked ?? DefaultWait, Daily: false), isTransient: asked is not null, retryIn: asked);
    }

    // Google counts days in Pacific time.
    private static TimeSpan UntilQuotaDayEnds(DateTimeOffset now)
    {
        var offset = TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out var pacific) ? pacific.GetUtcOffset(now) : TimeSpan.FromHours(-8);
        return TimeSpan.FromDays(1) - now.ToOffset(offset).TimeOfDay;
    }

    // A protobuf duration, such as "37s" or "0.5s".
    private static TimeSpan? Delay(string? text) =>
        text is [.. var seconds, 's'] && double.TryParse(seconds, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1e6
            ? TimeSpan.FromSeconds(value)
            : null;

    private static string Reason(int status, GeminiError? error)
    {
        var message = Keys().Replace(error?.Message ?? "", "[key]");
        if (message.Length > 200) message = string.Concat(message.AsSpan(0, 200), "…");
        return string.Join(", ", new[] { $"HTTP {status}", error?.Status, message.TrimEnd('.') }.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static GeminiError? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            // A stream's error may come as a list of one.
            var json = body.TrimStart(" \r\n\t["u8).TrimEnd(" \r\n\t]"u8);
            return JsonSerializer.Deserialize(json, GeminiJson.Default.GeminiResponse)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Google's messages can repeat the key: "Consumer 'api_key:AIza…' has been suspended".
    [GeneratedRegex(@"(?<=api_key:)[^'\s]+|AIza[\w-]+|AQ\.[\w-]+|ya29\.[\w.-]+")]
    private static partial Regex Keys();
}
