using System.Security.Cryptography;
using Caloguessr.Web.Events;
using Caloguessr.Web.Owners;

namespace Caloguessr.Web.Diary;

/// <summary>
/// The diaries. A meal counts for a day when its home's document says so (see <see cref="MealId"/>): a move between days becomes real with
/// that one write, and what a killed process left elsewhere is not seen.
/// </summary>
internal sealed class DiaryStore(DiaryDocuments documents, Favourites favourites, DeletedMeals deleted, MealPhotos photos, EstimateEvents? events = null)
{
    /// <summary>More meals than this are no day of a person.</summary>
    public const int MaxMealsPerDay = 100;

    /// <summary>The meals of a day, earliest first.</summary>
    public async Task<IReadOnlyList<Meal>> DayAsync(OwnerId owner, DateOnly day, CancellationToken cancellationToken)
    {
        var document = await documents.ReadAsync(owner, day, cancellationToken);
        var meals = new List<Meal>();
        foreach (var byHome in document.Meals.GroupBy(meal => HomeOf(meal.Id)))
        {
            var home = byHome.Key == day ? document : await documents.ReadAsync(owner, byHome.Key, cancellationToken);
            meals.AddRange(byHome.Where(meal => IsOn(home, byHome.Key, meal.Id, day)));
        }
        return [.. meals.OrderBy(meal => meal.Time).ThenBy(meal => meal.Id, StringComparer.Ordinal)];
    }

    /// <summary>The days that may hold meals, oldest first.</summary>
    public Task<IReadOnlyList<DateOnly>> DaysAsync(OwnerId owner, CancellationToken cancellationToken) => documents.DaysAsync(owner, cancellationToken);

    public async Task<Meal?> FindAsync(OwnerId owner, string id, CancellationToken cancellationToken)
    {
        if (!MealId.TryHome(id, out var home)) return null;
        var document = await documents.ReadAsync(owner, home, cancellationToken);
        return document.Moved.TryGetValue(id, out var day)
            ? (await documents.ReadAsync(owner, day, cancellationToken)).Find(id)
            : document.Find(id);
    }

    /// <summary>The favourite meals, newest first.</summary>
    public async Task<IReadOnlyList<Meal>> FavouritesAsync(OwnerId owner, CancellationToken cancellationToken)
    {
        var meals = new List<Meal>();
        foreach (var id in await favourites.ReadAsync(owner, cancellationToken))
            if (await FindAsync(owner, id, cancellationToken) is { IsFavourite: true } meal)
                meals.Add(meal);
        return meals;
    }

    /// <summary>Saves a meal that must not be there yet; finding it is a retry and changes nothing.</summary>
    public async Task<SaveOutcome> AddAsync(OwnerId owner, Meal meal, CancellationToken cancellationToken) => await ToldAsync(
        await FindAsync(owner, meal.Id, cancellationToken) is { } known
            ? new SaveOutcome.Existed(known)
            : await InsertAsync(owner, meal, MaxMealsPerDay, cancellationToken));

    /// <summary>Saves a meal over what is there under its id, on another day too, or anew. With <paramref name="expected"/>, only over that version.</summary>
    public async Task<SaveOutcome> SaveAsync(OwnerId owner, Meal meal, string? expected, CancellationToken cancellationToken) =>
        await ToldAsync(await PutAsync(owner, meal, expected, cancellationToken));

    private async Task<SaveOutcome> PutAsync(OwnerId owner, Meal meal, string? expected, CancellationToken cancellationToken)
    {
        var known = await FindAsync(owner, meal.Id, cancellationToken);
        if (expected is not null && known?.Version != expected) return new SaveOutcome.Changed();
        if (known is null)
        {
            var undone = await deleted.FindAsync(owner, meal.Id, cancellationToken);
            var inserted = await InsertAsync(owner, meal with { HasPhoto = undone is { HasPhoto: true } }, MaxMealsPerDay, cancellationToken);
            return inserted is SaveOutcome.Existed ? await PutAsync(owner, meal, expected, cancellationToken) : inserted;
        }

        return known.Date == meal.Date
            ? await ReplaceAsync(owner, meal.Id, expected, meal.Over, cancellationToken)
            : await MoveAsync(owner, known, meal.Over(known), expected, cancellationToken);
    }

    /// <summary>Changes a meal where it is; <c>null</c>: there is none.</summary>
    public async Task<Meal?> ChangeAsync(OwnerId owner, string id, Func<Meal, Meal> change, CancellationToken cancellationToken) =>
        await FindAsync(owner, id, cancellationToken) is not null
            && await ReplaceAsync(owner, id, null, change, cancellationToken) is SaveOutcome.Saved saved ? saved.Meal : null;

    /// <summary>Deletes a meal; for a while <see cref="RestoreAsync"/> brings it back.</summary>
    /// <returns>The meal; <c>null</c>: there is none.</returns>
    public async Task<Meal?> DeleteAsync(OwnerId owner, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(owner, id, cancellationToken) is not { } meal) return null;
        await deleted.AddAsync(owner, meal, cancellationToken);
        await documents.ChangeAsync(owner, HomeOf(id), home => home.Without(id).WithoutMoved(id), cancellationToken);
        if (meal.Date != HomeOf(id)) await documents.ChangeAsync(owner, meal.Date, day => day.Without(id), cancellationToken);
        return meal;
    }

    /// <summary>A meal whose deletion can still be undone; <c>null</c>: there is none.</summary>
    public Task<Meal?> FindDeletedAsync(OwnerId owner, string id, CancellationToken cancellationToken) =>
        MealId.TryHome(id, out _) ? deleted.FindAsync(owner, id, cancellationToken) : Task.FromResult<Meal?>(null);

    /// <summary>Brings a deleted meal back; <c>null</c>: it was not deleted, or too long ago.</summary>
    public async Task<Meal?> RestoreAsync(OwnerId owner, string id, CancellationToken cancellationToken)
    {
        if (await FindDeletedAsync(owner, id, cancellationToken) is not { } meal) return await FindAsync(owner, id, cancellationToken);
        return await InsertAsync(owner, meal, int.MaxValue, cancellationToken) is SaveOutcome.Saved restored ? restored.Meal : await FindAsync(owner, id, cancellationToken);
    }

    /// <summary>Removes for good what can no longer be restored.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) =>
        deleted.SweepAsync(async (owner, id) => await FindAsync(owner, id, cancellationToken) is not null, cancellationToken);

    /// <summary>Gives every meal of one diary, photos included, to another. Doing it twice changes nothing.</summary>
    public async Task CopyAsync(OwnerId from, OwnerId into, CancellationToken cancellationToken)
    {
        foreach (var day in await DaysAsync(from, cancellationToken))
        {
            foreach (var meal in await DayAsync(from, day, cancellationToken))
            {
                if (await FindAsync(into, meal.Id, cancellationToken) is not null) continue;
                if (meal.HasPhoto) await photos.CopyAsync(from, into, meal.Id, cancellationToken);
                await InsertAsync(into, meal, int.MaxValue, cancellationToken);
            }
        }
    }

    // What the user saved, and not what is only copied, restored or marked.
    private async Task<SaveOutcome> ToldAsync(SaveOutcome outcome)
    {
        if (events is not null && outcome is SaveOutcome.Saved saved) await events.SavedAsync(saved.Meal);
        return outcome;
    }

    private async Task<SaveOutcome> InsertAsync(OwnerId owner, Meal meal, int limit, CancellationToken cancellationToken)
    {
        var saved = meal with { Version = NewVersion() };
        var home = HomeOf(meal.Id);
        SaveOutcome outcome = new SaveOutcome.Saved(saved, true);
        if (saved.IsFavourite) await favourites.AddAsync(owner, saved.Id, cancellationToken);
        await documents.ChangeAsync(owner, saved.Date, day =>
        {
            outcome = day.Find(saved.Id) is { } known && home == saved.Date ? new SaveOutcome.Existed(known)
                : day.Meals.Count >= limit ? new SaveOutcome.DayFull()
                : new SaveOutcome.Saved(saved, true);
            return outcome is SaveOutcome.Saved ? day.With(saved).WithoutMoved(saved.Id) : day;
        }, cancellationToken);
        if (outcome is not SaveOutcome.Saved) return outcome;
        if (home != saved.Date) await documents.ChangeAsync(owner, home, document => document.WithMoved(saved.Id, saved.Date), cancellationToken);
        await deleted.ForgetAsync(owner, saved.Id, cancellationToken);
        return outcome;
    }

    private async Task<SaveOutcome> ReplaceAsync(OwnerId owner, string id, string? expected, Func<Meal, Meal> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(owner, id, cancellationToken) is { } known)
        {
            var after = change(known);
            if (after.IsFavourite) await favourites.AddAsync(owner, id, cancellationToken);
            SaveOutcome? outcome = null;
            await documents.ChangeAsync(owner, known.Date, day =>
            {
                outcome = day.Find(id) switch
                {
                    null => null,
                    var there when expected is not null && there.Version != expected => new SaveOutcome.Changed(),
                    var there => new SaveOutcome.Saved(change(there) with { Version = NewVersion() }, false),
                };
                return outcome is SaveOutcome.Saved saved ? day.With(saved.Meal) : day;
            }, cancellationToken);
            if (outcome is null) continue;
            if (outcome is SaveOutcome.Saved { Meal.IsFavourite: false } && known.IsFavourite) await favourites.RemoveAsync(owner, id, cancellationToken);
            return outcome;
        }
        return new SaveOutcome.Changed();
    }

    private async Task<SaveOutcome> MoveAsync(OwnerId owner, Meal known, Meal meal, string? expected, CancellationToken cancellationToken)
    {
        var home = HomeOf(meal.Id);
        var saved = meal with { Version = NewVersion() };
        SaveOutcome outcome = new SaveOutcome.Saved(saved, false);
        if (saved.IsFavourite) await favourites.AddAsync(owner, saved.Id, cancellationToken);
        if (saved.Date != home)
        {
            await documents.ChangeAsync(owner, saved.Date, day =>
            {
                outcome = day.Meals.Count >= MaxMealsPerDay ? new SaveOutcome.DayFull() : new SaveOutcome.Saved(saved, false);
                return outcome is SaveOutcome.Saved ? day.With(saved) : day;
            }, cancellationToken);
            if (outcome is SaveOutcome.DayFull) return outcome;
        }

        await documents.ChangeAsync(owner, home, document =>
        {
            var changed = known.Date == home && document.Find(saved.Id) is var there && (there is null || (expected is not null && there.Version != expected));
            outcome = changed ? new SaveOutcome.Changed() : new SaveOutcome.Saved(saved, false);
            return changed ? document
                : saved.Date == home ? document.With(saved).WithoutMoved(saved.Id)
                : document.Without(saved.Id).WithMoved(saved.Id, saved.Date);
        }, cancellationToken);
        // A copy that was not moved to is left where it is: it is not seen, and it may be another tab's move to the same day.
        if (outcome is SaveOutcome.Saved && known.Date != home) await documents.ChangeAsync(owner, known.Date, day => day.Without(saved.Id), cancellationToken);
        return outcome;
    }

    private static bool IsOn(DayDocument home, DateOnly homeDay, string id, DateOnly day) =>
        home.Moved.TryGetValue(id, out var moved) ? moved == day : homeDay == day;

    private static DateOnly HomeOf(string id) =>
        MealId.TryHome(id, out var home) ? home : throw new InvalidDataException("A stored meal has no id of the known shape.");

    private static string NewVersion() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
