namespace Caloguessr.Web.Photos;

/// <summary>Registers photo intake.</summary>
public static class PhotoExtensions
{
    /// <summary>Adds <see cref="PhotoIntake"/> and <see cref="PhotoUploadReader"/>.</summary>
    public static void AddPhotos(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PhotoOptions>().BindConfiguration(PhotoOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PhotoIntake>();
        builder.Services.AddSingleton<PhotoUploadReader>();
    }
}
