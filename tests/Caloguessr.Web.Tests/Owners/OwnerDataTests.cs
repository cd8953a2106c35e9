using System.Net;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Tests.Diary;
using Microsoft.Extensions.DependencyInjection;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Owners;

public sealed class OwnerDataTests(WebHost host) : IClassFixture<WebHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Adopt_DeviceWithItsOwnDiary_MergesBoth()
    {
        using var phone = host.CreateClient(new() { AllowAutoRedirect = false });
        using var laptop = host.CreateClient(new() { AllowAutoRedirect = false });
        laptop.DefaultRequestHeaders.Add("Cookie", "caloguessr-settings=photos%3Dkeep");
        var (own, shared) = (Id(await phone.AddAsync(Meal())), Id(await laptop.AddAsync(Meal(favourite: true))));
        var moved = Id(await phone.AddAsync(Meal()));
        using var move = await phone.PutAsync($"/api/meals/{moved}", Json(Meal(date: "2026-11-25")), Token);
        using var photo = await laptop.PutAsync($"/api/meals/{shared}/photo", MealPhotoTests.Form(MealPhotoTests.Photo()), Token);
        var before = Owners();

        using var adopted = await laptop.PostFormAsync("/settings", "/link/adopt", ("token", await LinkOfAsync(phone)));

        Assert.Equal("/diary?linked=true", adopted.Headers.Location!.ToString());
        foreach (var client in new[] { phone, laptop })
        {
            Assert.Equal(new[] { own, shared }.Order(StringComparer.Ordinal), (await client.IdsAsync()).Order(StringComparer.Ordinal));
            Assert.Equal([moved], await client.IdsAsync("2026-11-25"));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/meals/{shared}/photo", Token)).StatusCode);
        }
        Assert.Equal(before.Length - 1, Owners().Length);
    }

    [Fact]
    public async Task Adopt_NoUsableToken_ChangesNothing()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        var id = Id(await client.AddAsync(Meal()));

        using var answer = await client.PostFormAsync("/settings", "/link/adopt", ("token", "forged"));

        Assert.Equal("/link", answer.Headers.Location!.ToString());
        Assert.Equal([id], await client.IdsAsync());
    }

    [Fact]
    public async Task Adopt_WithoutAntiforgeryToken_IsRefused()
    {
        using var phone = host.CreateClient();
        using var laptop = host.CreateClient();
        await phone.AddAsync(Meal());
        var id = Id(await laptop.AddAsync(Meal()));

        using var answer = await laptop.PostAsync("/link/adopt", new FormUrlEncodedContent([new("token", await LinkOfAsync(phone))]), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([id], await laptop.IdsAsync());
    }

    [Fact]
    public async Task DeleteEverything_Confirmed_LeavesNoFileAndNoCookie()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("Cookie", "caloguessr-settings=photos%3Dkeep");
        var before = Files();
        var kept = Id(await client.AddAsync(Meal(favourite: true)));
        var deleted = Id(await client.AddAsync(Meal(date: "2026-11-25")));
        using var photo = await client.PutAsync($"/api/meals/{kept}/photo", MealPhotoTests.Form(MealPhotoTests.Photo()), Token);
        using var delete = await client.DeleteAsync($"/api/meals/{deleted}", Token);
        Assert.True(Files().Length >= before.Length + 5);

        using var unconfirmed = await client.PostFormAsync("/settings/delete-everything", "/settings/delete-everything/confirmed");
        Assert.Equal([kept], await client.IdsAsync());
        using var answer = await client.PostFormAsync("/settings/delete-everything", "/settings/delete-everything/confirmed", ("confirm", "yes"));

        Assert.Equal(before, Files());
        var cookies = answer.Headers.GetValues("Set-Cookie").ToArray();
        foreach (var name in new[] { "caloguessr-owner", "caloguessr-settings", "caloguessr-zone" })
            Assert.Contains(cookies, line => line.StartsWith($"{name}=; expires=Thu, 01 Jan 1970", StringComparison.Ordinal));
        Assert.Empty(await client.IdsAsync());
    }

    private async Task<string> LinkOfAsync(HttpClient client)
    {
        var folder = await FolderOfAsync(client);
        Assert.True(OwnerId.TryParse(folder, out var owner));
        return host.Services.GetRequiredService<OwnerLink>().Create(owner);
    }

    private async Task<string> FolderOfAsync(HttpClient client)
    {
        var id = (await client.IdsAsync())[0];
        return Owners().Single(owner => Directory.EnumerateFiles(Path.Combine(host.Lake, "diary", owner)).Any(file => File.ReadAllText(file).Contains(id, StringComparison.Ordinal)));
    }

    private static StringContent Json(object value) =>
        new(System.Text.Json.JsonSerializer.Serialize(value), System.Text.Encoding.UTF8, "application/json");

    // Owners with something in their diary.
    private string[] Owners() => [.. Directory.GetDirectories(Path.Combine(host.Lake, "diary"))
        .Where(folder => Directory.EnumerateFiles(folder).Any()).Select(folder => Path.GetFileName(folder))];

    private string[] Files() => [.. Directory.GetFiles(host.Lake, "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/.locks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
