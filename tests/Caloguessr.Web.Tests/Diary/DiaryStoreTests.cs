using System.Text;
using System.Text.Json;
using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Owners;
using Microsoft.Extensions.Time.Testing;

namespace Caloguessr.Web.Tests.Diary;

public sealed class DiaryStoreTests : IDisposable
{
    private static readonly DateOnly Day = new(2026, 11, 24);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-diary-");
    private readonly OwnerId _owner = OwnerId.Create();
    private readonly Lake _lake;

    public DiaryStoreTests() => _lake = new(_folder.FullName, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Add_ManyWritersInTwoReplicas_LosesNothing()
    {
        var replicas = new[] { Store(TimeProvider.System), Store(TimeProvider.System) };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var count = 0; count < 10; count++)
                Assert.IsType<SaveOutcome.Saved>(await replicas[writer % 2].AddAsync(_owner, NewMeal(), Token));
        }, Token)));

        var meals = await replicas[0].DayAsync(_owner, Day, Token);
        Assert.Equal(80, meals.Select(meal => meal.Id).Distinct().Count());
    }

    [Fact]
    public async Task Save_SameMealMovedByTwoTabs_IsOnOneDay()
    {
        var replicas = new[] { Store(TimeProvider.System), Store(TimeProvider.System) };
        for (var round = 0; round < 20; round++)
        {
            var meal = NewMeal();
            await replicas[0].AddAsync(_owner, meal, Token);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(tab => Task.Run(
                () => replicas[tab % 2].SaveAsync(_owner, meal with { Date = Day.AddDays(1 + tab / 2) }, null, Token), Token)));

            var days = new List<DateOnly>();
            for (var day = Day; day <= Day.AddDays(2); day = day.AddDays(1))
                if ((await replicas[0].DayAsync(_owner, day, Token)).Any(other => other.Id == meal.Id))
                    days.Add(day);
            Assert.Single(days);
            Assert.NotNull(await replicas[1].FindAsync(_owner, meal.Id, Token));
        }
    }

    [Fact]
    public async Task Save_KilledWhileMoving_ShowsTheMealOnce()
    {
        var store = Store(TimeProvider.System);
        var meal = NewMeal();
        await store.AddAsync(_owner, meal, Token);
        // The move's first write happened, the one that decides did not.
        var copy = JsonSerializer.SerializeToUtf8Bytes(DayDocument.Empty.With(meal with { Date = Day.AddDays(1) }), DiaryJson.Options);
        await _lake.PutAsync(DiaryDocuments.KeyOf(_owner, Day.AddDays(1)), copy, null, Token);

        Assert.Single(await store.DayAsync(_owner, Day, Token));
        Assert.Empty(await store.DayAsync(_owner, Day.AddDays(1), Token));
        await store.SaveAsync(_owner, meal with { Date = Day.AddDays(1) }, null, Token);

        Assert.Empty(await store.DayAsync(_owner, Day, Token));
        Assert.Single(await store.DayAsync(_owner, Day.AddDays(1), Token));
    }

    [Fact]
    public async Task Save_DocumentOfANewerRelease_KeepsItsFields()
    {
        var store = Store(TimeProvider.System);
        var (kept, edited) = (NewMeal(), NewMeal());
        await store.AddAsync(_owner, kept, Token);
        await store.AddAsync(_owner, edited, Token);
        var key = DiaryDocuments.KeyOf(_owner, Day);
        var newer = Encoding.UTF8.GetString((await _lake.GetAsync(key, Token))!.Content.Span)
            .Replace("\"title\"", "\"mood\":\"fine\",\"title\"", StringComparison.Ordinal)
            .Replace("\"meals\"", "\"weather\":\"rain\",\"meals\"", StringComparison.Ordinal)
            .Replace("\"portionGrams\"", "\"plate\":\"blue\",\"portionGrams\"", StringComparison.Ordinal);
        await _lake.PutAsync(key, Encoding.UTF8.GetBytes(newer), null, Token);

        await store.SaveAsync(_owner, edited with { Title = "Dinner" }, null, Token);

        var document = JsonDocument.Parse((await _lake.GetAsync(key, Token))!.Content).RootElement;
        Assert.Equal("rain", document.GetProperty("weather").GetString());
        Assert.All(document.GetProperty("meals").EnumerateArray(), meal => Assert.Equal("fine", meal.GetProperty("mood").GetString()));
        var untouched = document.GetProperty("meals").EnumerateArray().Single(meal => meal.GetProperty("id").GetString() == kept.Id);
        Assert.Equal("blue", untouched.GetProperty("items")[0].GetProperty("plate").GetString());
    }

    [Fact]
    public async Task Restore_WithinTheWindow_BringsTheFavouriteAndItsPhotoBack()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var (store, photos) = (Store(time), new MealPhotos(_lake));
        var meal = NewMeal() with { IsFavourite = true, HasPhoto = true };
        await store.AddAsync(_owner, meal, Token);
        await photos.PutAsync(_owner, meal.Id, new(new byte[] { 1 }, 1, 1), Token);

        await store.DeleteAsync(_owner, meal.Id, Token);
        Assert.Empty(await store.FavouritesAsync(_owner, Token));
        time.Advance(DeletedMeals.UndoWindow);
        Assert.Equal(0, await store.SweepAsync(Token));
        var restored = await store.RestoreAsync(_owner, meal.Id, Token);
        time.Advance(TimeSpan.FromHours(1));
        await store.SweepAsync(Token);

        Assert.True(restored!.HasPhoto);
        Assert.NotNull(await photos.GetAsync(_owner, meal.Id, Token));
        Assert.Equal([meal.Id], (await store.FavouritesAsync(_owner, Token)).Select(favourite => favourite.Id));
    }

    [Fact]
    public async Task Sweep_AfterTheWindow_LeavesNothingOfTheMeal()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var (store, photos) = (Store(time), new MealPhotos(_lake));
        var meal = NewMeal() with { HasPhoto = true };
        await store.AddAsync(_owner, meal, Token);
        await photos.PutAsync(_owner, meal.Id, new(new byte[] { 1 }, 1, 1), Token);
        await store.DeleteAsync(_owner, meal.Id, Token);

        time.Advance(DeletedMeals.UndoWindow + TimeSpan.FromMinutes(2));

        Assert.Null(await store.RestoreAsync(_owner, meal.Id, Token));
        Assert.Equal(1, await store.SweepAsync(Token));
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories),
            file => file.Contains(meal.Id, StringComparison.Ordinal) || File.ReadAllText(file).Contains(meal.Id, StringComparison.Ordinal));
    }

    private DiaryStore Store(TimeProvider time)
    {
        var lake = new Lake(_folder.FullName, TimeProvider.System);
        var documents = new DiaryDocuments(lake, TimeProvider.System);
        return new(documents, new(lake, documents), new(lake, new(lake), time), new(lake));
    }

    private static Meal NewMeal() => new()
    {
        Id = MealId.Create(Day),
        Date = Day,
        Time = new(2026, 11, 24, 12, 30, 0, TimeSpan.FromHours(1)),
        Title = "Lunch",
        Items = [new() { Name = "Apple", PortionGrams = 182, EnergyKcal = new(85, 95, 115), ProteinGrams = 0.5, CarbsGrams = 25, FatGrams = 0.3, Confidence = 0.6 }],
        Version = "",
    };
}
