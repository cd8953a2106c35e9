using Caloguessr.ServiceDefaults;

namespace Caloguessr.Web.Photos;

/// <summary>Registers photo intake.</summary>
public static class PhotoExtensions
{
    /// <summary>Adds <see cref="PhotoIntake"/> and <see cref="PhotoUploadReader"/>.</summary>
    public static void AddPhotos(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(OptionsReader.Read<PhotoOptions>(builder.Configuration, PhotoOptions.Section));
        builder.Services.AddSingleton<PhotoIntake>();
        builder.Services.AddSingleton<PhotoUploadReader>();
    }
}
