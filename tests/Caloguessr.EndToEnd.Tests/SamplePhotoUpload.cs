using System.Net.Http.Headers;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>The photo that the dashboard's command sends.</summary>
internal static class SamplePhotoUpload
{
    public static MultipartFormDataContent Content()
    {
        var photo = new ByteArrayContent(File.ReadAllBytes(Path.Combine(Repository.Root, "Caloguessr.AppHost", "sample-meal.jpg")));
        photo.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return new() { { photo, "photo", "sample-meal.jpg" } };
    }
}
