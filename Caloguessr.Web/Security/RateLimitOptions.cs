using System.ComponentModel.DataAnnotations;

namespace Caloguessr.Web.Security;

/// <summary>How much one client may ask of a replica.</summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Estimates per minute and client address, photo intake included. Default 120. Set by <c>RateLimit__EstimatesPerMinute</c>.</summary>
    [Range(1, 1_000_000, ErrorMessage = "must be a number from 1 to 1000000")]
    public int EstimatesPerMinute { get; set; } = 120;

    /// <summary>Changes of diaries, keys and settings per minute and client address. Default 600. Set by <c>RateLimit__WritesPerMinute</c>.</summary>
    [Range(1, 1_000_000, ErrorMessage = "must be a number from 1 to 1000000")]
    public int WritesPerMinute { get; set; } = 600;
}
