using System.ComponentModel.DataAnnotations;

namespace Caloguessr.Web.Photos;

/// <summary>Limits of photo intake. Environment: <c>Photos__MaxPixels</c> and so on.</summary>
public sealed class PhotoOptions
{
    public const string Section = "Photos";

    /// <summary>Largest upload in bytes: 10 MiB. Part of the API's contract, so no setting.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Most pixels (width times height) that are decoded. Default 50 million; more is <c>photo-too-large</c>.</summary>
    [Range(1_000_000, 200_000_000, ErrorMessage = "must be between 1000000 and 200000000 pixels")]
    public int MaxPixels { get; set; } = 50_000_000;

    /// <summary>Photos decoded at the same time. Default 2; more use more cores and about 20 MiB each.</summary>
    [Range(1, 64, ErrorMessage = "must be between 1 and 64")]
    public int ParallelDecodes { get; set; } = 2;

    /// <summary>Memory in MiB for uploads under way. Default 48; a further upload waits up to 30 s for its turn.</summary>
    [Range(16, 4096, ErrorMessage = "must be between 16 and 4096 MiB")]
    public int UploadMemoryMiB { get; set; } = 48;

    /// <summary>Longest time that one upload may take to arrive. Default one minute; then it is given up as <c>photo-invalid</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "must be between 00:00:01 and 01:00:00")]
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
