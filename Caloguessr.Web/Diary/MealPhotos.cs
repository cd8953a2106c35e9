using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Photos;

namespace Caloguessr.Web.Diary;

/// <summary>The photos that users chose to keep: <c>meals/&lt;owner&gt;/&lt;meal id&gt;.jpg</c>, after intake, so without metadata.</summary>
internal sealed class MealPhotos(Lake lake)
{
    public static string FolderOf(OwnerId owner) => $"meals/{owner.Hex}";

    private static string KeyOf(OwnerId owner, string id) => $"{FolderOf(owner)}/{id}.jpg";

    public Task PutAsync(OwnerId owner, string id, MealPhoto photo, CancellationToken cancellationToken) =>
        lake.PutAsync(KeyOf(owner, id), photo.Jpeg, null, cancellationToken);

    public Task<LakeObject?> GetAsync(OwnerId owner, string id, CancellationToken cancellationToken) => lake.GetAsync(KeyOf(owner, id), cancellationToken);

    public Task DeleteAsync(OwnerId owner, string id, CancellationToken cancellationToken) => lake.DeleteAsync(KeyOf(owner, id), cancellationToken);

    /// <summary>Gives a photo to another owner as well.</summary>
    public async Task CopyAsync(OwnerId from, OwnerId into, string id, CancellationToken cancellationToken)
    {
        if (await GetAsync(from, id, cancellationToken) is { } photo)
            await lake.PutAsync(KeyOf(into, id), photo.Content, null, cancellationToken);
    }
}
