namespace Caloguessr.Web.Security;

/// <summary>Names of the rate limit policies.</summary>
public static class RateLimits
{
    /// <summary>What costs a look at a photo, or a call with a user's key.</summary>
    public const string Estimates = "estimates";
}
