using System.IO.Compression;
using System.Text.Json;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Settings;

namespace Caloguessr.Web.Owners;

/// <summary>All that is kept of an owner, as a ZIP: <c>diary.json</c> (days and settings), <c>meals.csv</c>, and the kept photos.</summary>
internal sealed class OwnerExport(DiaryStore diary, MealPhotos photos, TimeProvider time)
{
    public const int SchemaVersion = 1;

    public async Task WriteAsync(Stream stream, OwnerId? owner, UserSettings settings, CancellationToken cancellationToken)
    {
        var days = new List<DaySummary>();
        if (owner is not null)
            foreach (var day in await diary.DaysAsync(owner, cancellationToken))
                if (await diary.DayAsync(owner, day, cancellationToken) is { Count: > 0 } meals)
                    days.Add(DaySummary.Of(day, meals));

        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await using (var json = await zip.CreateEntry("diary.json").OpenAsync(cancellationToken))
            await JsonSerializer.SerializeAsync(json, new Document(SchemaVersion, time.GetUtcNow(), settings, days), Indented, cancellationToken);
        await using (var csv = await zip.CreateEntry("meals.csv").OpenAsync(cancellationToken))
            await MealCsvEndpoint.WriteAsync(csv, owner, DateOnly.MinValue, DateOnly.MaxValue, diary, cancellationToken);

        foreach (var meal in days.SelectMany(day => day.Meals).Where(meal => meal.HasPhoto))
        {
            if (await photos.GetAsync(owner!, meal.Id, cancellationToken) is not { } photo) continue;
            await using var entry = await zip.CreateEntry($"photos/{meal.Id}.jpg", CompressionLevel.NoCompression).OpenAsync(cancellationToken);
            await entry.WriteAsync(photo.Content, cancellationToken);
        }
    }

    private static readonly JsonSerializerOptions Indented = new(DiaryJson.Options)
    {
        WriteIndented = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private sealed record Document(int SchemaVersion, DateTimeOffset ExportedAt, UserSettings Settings, IReadOnlyList<DaySummary> Days);
}
