using System.Text.Json;
using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Owners;

namespace Caloguessr.Web.Diary;

/// <summary>Meals deleted a moment ago, kept under <c>diary-deleted/</c> so that an undo brings them back whole, photo included.</summary>
internal sealed class DeletedMeals(Lake lake, MealPhotos photos, TimeProvider time)
{
    /// <summary>How long an undo works; then meal and photo go for good.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(10);

    // An undo that began within the window must be done before the sweep comes.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private const string Folder = "diary-deleted";

    public static string FolderOf(OwnerId owner) => $"{Folder}/{owner.Hex}";

    private static string KeyOf(OwnerId owner, string id) => $"{FolderOf(owner)}/{id}.json";

    public Task AddAsync(OwnerId owner, Meal meal, CancellationToken cancellationToken) =>
        lake.PutAsync(KeyOf(owner, meal.Id), JsonSerializer.SerializeToUtf8Bytes(new Document(meal, time.GetUtcNow()), DiaryJson.Options), null, cancellationToken);

    /// <summary>A meal whose deletion can still be undone.</summary>
    public async Task<Meal?> FindAsync(OwnerId owner, string id, CancellationToken cancellationToken) =>
        await ReadAsync(KeyOf(owner, id), cancellationToken) is { } deleted && time.GetUtcNow() - deleted.DeletedAt <= UndoWindow ? deleted.Meal : null;

    /// <summary>The meal is in the diary again.</summary>
    public Task ForgetAsync(OwnerId owner, string id, CancellationToken cancellationToken) => lake.DeleteAsync(KeyOf(owner, id), cancellationToken);

    /// <summary>Removes for good what can no longer be undone. Any replica may do it, several at once too.</summary>
    /// <returns>How many meals went.</returns>
    public async Task<int> SweepAsync(Func<OwnerId, string, Task<bool>> isInDiary, CancellationToken cancellationToken)
    {
        var swept = 0;
        await foreach (var key in lake.ListAsync(Folder, cancellationToken))
        {
            if (key.Split('/') is not [_, var folder, var file] || !OwnerId.TryParse(folder, out var owner)) continue;
            if (await ReadAsync(key, cancellationToken) is not { } deleted || time.GetUtcNow() - deleted.DeletedAt <= UndoWindow + Grace) continue;
            var id = Path.GetFileNameWithoutExtension(file);
            if (!await isInDiary(owner, id)) await photos.DeleteAsync(owner, id, cancellationToken);
            await lake.DeleteAsync(key, cancellationToken);
            swept++;
        }
        return swept;
    }

    private async Task<Document?> ReadAsync(string key, CancellationToken cancellationToken) =>
        await lake.GetAsync(key, cancellationToken) is { } stored ? DiaryDocuments.Parse<Document>(stored) : null;

    private sealed record Document(Meal Meal, DateTimeOffset DeletedAt);
}
