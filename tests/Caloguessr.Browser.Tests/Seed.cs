namespace Caloguessr.Browser.Tests;

/// <summary>What a visitor did before the test begins, done over HTTP with the visitor's cookies.</summary>
internal static class Seed
{
    /// <summary>Saves a meal of one food of 100 g; today, or on a day given as yyyy-MM-dd.</summary>
    public static async Task HasMealAsync(this IPage page, string food = "Apple", double energyKcal = 57, string? day = null)
    {
        var answer = await page.APIRequest.PostAsync("/api/meals", new()
        {
            DataObject = new
            {
                date = day,
                items = new[]
                {
                    new { name = food, foodKey = "apple", portionGrams = 100, energyKcal = new { low = energyKcal, value = energyKcal, high = energyKcal }, proteinGrams = 0.3, carbsGrams = 13.6, fatGrams = 0.2 },
                },
                source = "search",
            },
        });
        Assert.True(answer.Ok, await answer.TextAsync());
    }

    /// <summary>Saves a key in the visitor's browser.</summary>
    public static async Task HasKeyAsync(this IPage page, string key)
    {
        var answer = await page.APIRequest.PutAsync("/api/key", new() { DataObject = new { key } });
        Assert.True(answer.Ok, await answer.TextAsync());
    }

    /// <summary>Chooses German in the settings.</summary>
    public static Task ReadsGermanAsync(this IPage page, Uri site) =>
        page.Context.AddCookiesAsync([new() { Name = "caloguessr-settings", Value = "language%3Dde", Url = site.ToString() }]);

    /// <summary>The visitors' time zone: one where it is noon now, so that no test runs over midnight. (The signs of these zones' names are turned.)</summary>
    public static string TimeZone { get; } = $"Etc/GMT{TimeProvider.System.GetUtcNow().Hour - 12:+0;-0;+0}";

    /// <summary>The day in the visitors' time zone.</summary>
    public static string Day(int fromToday = 0) =>
        TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(TimeZone))
            .AddDays(fromToday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
