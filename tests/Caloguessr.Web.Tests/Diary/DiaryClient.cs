using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Caloguessr.Web.Tests.Diary;

/// <summary>Speaks to the diary as a browser would, cookies included.</summary>
internal static class DiaryClient
{
    public const string Day = "2026-11-24";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A meal of one food as a client sends it.</summary>
    public static Dictionary<string, object?> Meal(string name = "Apple", double energyKcal = 95, string? id = null, string date = Day, bool favourite = false) => new()
    {
        ["id"] = id,
        ["date"] = date,
        ["time"] = $"{date}T12:30:00+01:00",
        ["title"] = "Lunch",
        ["items"] = new[] { Item(name, energyKcal) },
        ["source"] = "photo",
        ["model"] = "builtin",
        ["favourite"] = favourite,
    };

    public static Dictionary<string, object?> Item(string name = "Apple", double energyKcal = 95) => new()
    {
        ["name"] = name,
        ["foodKey"] = "apple",
        ["portionGrams"] = 182,
        ["energyKcal"] = new { low = energyKcal - 10, value = energyKcal, high = energyKcal + 20 },
        ["proteinGrams"] = 0.5,
        ["carbsGrams"] = 25,
        ["fatGrams"] = 0.3,
        ["confidence"] = 0.6,
    };

    public static string NewId(string date = Day) => $"{date.Replace("-", "", StringComparison.Ordinal)}-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}";

    public static async Task<JsonElement> AddAsync(this HttpClient client, Dictionary<string, object?> meal)
    {
        using var answer = await client.PostAsJsonAsync("/api/meals", meal, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> DayAsync(this HttpClient client, string date = Day) =>
        await client.GetFromJsonAsync<JsonElement>($"/api/meals?date={date}", Token);

    public static async Task<string[]> IdsAsync(this HttpClient client, string date = Day) =>
        [.. (await client.DayAsync(date)).GetProperty("meals").EnumerateArray().Select(Id)];

    public static string Id(JsonElement meal) => meal.GetProperty("id").GetString()!;

    public static string? Text(this JsonElement element, string property) => element.GetProperty(property).GetString();

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
}
