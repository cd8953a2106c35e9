using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Diary;

namespace Caloguessr.Web.Owners;

/// <summary>All that is kept of an owner.</summary>
internal sealed class OwnerData(Lake lake, DiaryStore diary)
{
    /// <summary>Removes all of it: days, favourites, photos, meals just deleted.</summary>
    public async Task EraseAsync(OwnerId owner, CancellationToken cancellationToken)
    {
        string[] folders = [DiaryDocuments.FolderOf(owner), DeletedMeals.FolderOf(owner), MealPhotos.FolderOf(owner)];
        foreach (var folder in folders) await lake.DeleteAllAsync(folder, cancellationToken);
    }

    /// <summary>Puts one diary into another and removes it. Stopped halfway, it can be done again.</summary>
    public async Task MergeAsync(OwnerId from, OwnerId into, CancellationToken cancellationToken)
    {
        if (from == into) return;
        await diary.CopyAsync(from, into, cancellationToken);
        // Once more, for what another tab saved meanwhile.
        await diary.CopyAsync(from, into, cancellationToken);
        await EraseAsync(from, cancellationToken);
    }
}
