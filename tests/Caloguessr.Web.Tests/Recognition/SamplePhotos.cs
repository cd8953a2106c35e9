namespace Caloguessr.Web.Tests.Recognition;

/// <summary>Photos of meals: the application host's own, and those that lie beside the project.</summary>
internal static class SamplePhotos
{
    public static async Task<byte[]> ReadAsync(string file)
    {
        var own = Path.Combine(Repository.Root, "Caloguessr.AppHost", file);
        var path = File.Exists(own) ? own : Repository.SharedData($"data/photos/{file}");
        Assert.SkipWhen(path is null, "The sample photos are not beside the project.");
        return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
    }
}
