namespace Caloguessr.Web.Estimators;

/// <summary>A call that found no server. No connection within its time comes as a cancellation, though nobody cancelled.</summary>
internal static class Unreachable
{
    public static bool Is(Exception failure) => failure is HttpRequestException or OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Why, in a word.</summary>
    public static string Reason(Exception failure) => failure is HttpRequestException refused ? $"{refused.HttpRequestError}" : "ConnectTimeout";
}
