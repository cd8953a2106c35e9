using System.Globalization;
using System.Text.Json;
using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Owners;

namespace Caloguessr.Web.Diary;

/// <summary>Reads and changes an owner's documents in the lake. A change is written only over the version it was made from, else made again.</summary>
internal sealed class DiaryDocuments(Lake lake, TimeProvider time)
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int Attempts = 100;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    public static string FolderOf(OwnerId owner) => $"diary/{owner.Hex}";

    public static string KeyOf(OwnerId owner, DateOnly day) =>
        $"{FolderOf(owner)}/{day.ToString(DayFormat, CultureInfo.InvariantCulture)}.json";

    /// <summary>The days that have a document, oldest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(OwnerId owner, CancellationToken cancellationToken)
    {
        var days = new List<DateOnly>();
        await foreach (var key in lake.ListAsync(FolderOf(owner), cancellationToken))
            if (DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(key), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                days.Add(day);
        return days;
    }

    public async Task<DayDocument> ReadAsync(OwnerId owner, DateOnly day, CancellationToken cancellationToken) =>
        await lake.GetAsync(KeyOf(owner, day), cancellationToken) is { } stored ? Parse<DayDocument>(stored) : DayDocument.Empty;

    /// <summary>Changes a day. <paramref name="change"/> may run several times; when it returns what it was given, nothing is written.</summary>
    /// <exception cref="DiaryBusyException">Others were faster every time.</exception>
    public Task ChangeAsync(OwnerId owner, DateOnly day, Func<DayDocument, DayDocument> change, CancellationToken cancellationToken) =>
        ChangeAsync(KeyOf(owner, day), DayDocument.Empty, document => document.SchemaVersion > DayDocument.CurrentSchemaVersion
            ? throw new InvalidDataException($"A newer release wrote this day's document (schema version {document.SchemaVersion}).")
            : change(document), cancellationToken);

    /// <summary>Changes any document, likewise.</summary>
    public async Task ChangeAsync<T>(string key, T empty, Func<T, T> change, CancellationToken cancellationToken) where T : class
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var stored = await lake.GetAsync(key, cancellationToken);
            var before = stored is null ? empty : Parse<T>(stored);
            var after = change(before);
            if (ReferenceEquals(before, after)) return;

            var condition = stored is null ? PutCondition.Absent : PutCondition.Matches(stored.ETag);
            var content = JsonSerializer.SerializeToUtf8Bytes(after, DiaryJson.Options);
            if (await lake.PutAsync(key, content, condition, cancellationToken) is not null) return;
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), time, cancellationToken);
        }
        throw new DiaryBusyException();
    }

    public static T Parse<T>(LakeObject stored) where T : class =>
        JsonSerializer.Deserialize<T>(stored.Content.Span, DiaryJson.Options) ?? throw new JsonException("A document of the diary is empty.");
}
