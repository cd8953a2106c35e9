namespace Caloguessr.Browser.Tests;

/// <summary>Photos for the tests.</summary>
internal static class Photo
{
    /// <summary>A real photo of a meal.</summary>
    public static string Meal { get; } = Repository.SharedData("data/photos/n5k_plate_2.jpg") ?? Path.Combine(Repository.Root, "Caloguessr.AppHost", "sample-meal.jpg");
}
