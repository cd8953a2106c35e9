using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Owners;

namespace Caloguessr.Web.Diary;

/// <summary>
/// The ids of an owner's favourite meals, so that they are found without reading every day. The meal's own flag decides: an id is added
/// before the flag is set and removed after it is cleared, so the list may name too many and never too few.
/// </summary>
internal sealed class Favourites(Lake lake, DiaryDocuments documents)
{
    private const int SchemaVersion = 1;
    private static readonly Document None = new(SchemaVersion, []);

    private static string KeyOf(OwnerId owner) => $"{DiaryDocuments.FolderOf(owner)}/favourites.json";

    /// <summary>The ids, newest first.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(OwnerId owner, CancellationToken cancellationToken) =>
        await lake.GetAsync(KeyOf(owner), cancellationToken) is { } stored ? DiaryDocuments.Parse<Document>(stored).Ids : [];

    public Task AddAsync(OwnerId owner, string id, CancellationToken cancellationToken) =>
        documents.ChangeAsync(KeyOf(owner), None, list => list.Ids.Contains(id) ? list : list with { Ids = [id, .. list.Ids] }, cancellationToken);

    public Task RemoveAsync(OwnerId owner, string id, CancellationToken cancellationToken) =>
        documents.ChangeAsync(KeyOf(owner), None, list => list.Ids.Contains(id) ? list with { Ids = [.. list.Ids.Where(other => other != id)] } : list, cancellationToken);

    private sealed record Document(int SchemaVersion, IReadOnlyList<string> Ids);
}
