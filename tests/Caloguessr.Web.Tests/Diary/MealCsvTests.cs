using System.IO.Compression;
using System.Text;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Diary;

public sealed class MealCsvTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Header = "date,time,meal,food,portion_g,energy_kcal,energy_low_kcal,energy_high_kcal,protein_g,carbs_g,fat_g,confidence,source,model,favourite,corrected,meal_id\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Csv_OddNames_IsAsTheGoldenText()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var evening = Meal(id: "20261124-goldenbbb", favourite: true);
        evening["time"] = "2026-11-24T19:05:00+01:00";
        evening["title"] = "Abend, \"spät\"";
        evening["items"] = new[] { Item("=1+1", 120.456), Item("-Käse, mild", 1000) };
        var noon = Meal(id: "20261124-goldenaaa");
        noon["title"] = null;
        noon["items"] = Array.Empty<object>();
        noon["source"] = noon["model"] = null;
        await client.AddAsync(evening);
        await client.AddAsync(noon);
        await client.AddAsync(Meal(date: "2026-11-23"));

        using var answer = await client.GetAsync($"/api/meals.csv?from={Day}&to={Day}", Token);

        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("\uFEFF" + Header
            + "2026-11-24,2026-11-24T12:30:00+01:00,,,,,,,,,,,manual,,no,no,20261124-goldenaaa\r\n"
            + "2026-11-24,2026-11-24T19:05:00+01:00,\"Abend, \"\"spät\"\"\",'=1+1,182,120.46,110.46,140.46,0.5,25,0.3,0.6,photo,builtin,yes,no,20261124-goldenbbb\r\n"
            + "2026-11-24,2026-11-24T19:05:00+01:00,\"Abend, \"\"spät\"\"\",\"'-Käse, mild\",182,1000,990,1020,0.5,25,0.3,0.6,photo,builtin,yes,no,20261124-goldenbbb\r\n",
            Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Token)));
    }

    [Fact]
    public async Task Csv_WithoutCookie_IsTheHeader()
    {
        using var client = host.CreateClient();

        Assert.Equal(Encoding.UTF8.GetBytes("\uFEFF" + Header), await client.GetByteArrayAsync("/api/meals.csv", Token));
    }

    [Fact]
    public async Task Export_Diary_HoldsDaysSettingsAndCsv()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", "caloguessr-settings=target%3D1800%26energy%3Dkj");
        var meal = await client.AddAsync(Meal());

        using var zip = new ZipArchive(await client.GetStreamAsync("/api/export", Token));

        Assert.Equal(["diary.json", "meals.csv"], zip.Entries.Select(entry => entry.Name));
        await using var json = await zip.GetEntry("diary.json")!.OpenAsync(Token);
        var document = (await System.Text.Json.JsonDocument.ParseAsync(json, cancellationToken: Token)).RootElement;
        Assert.Equal(1800, document.GetProperty("settings").GetProperty("targetKcal").GetInt32());
        Assert.Equal("kilojoule", document.GetProperty("settings").Text("energyUnit"));
        Assert.Equal(Id(meal), Id(document.GetProperty("days")[0].GetProperty("meals")[0]));
        using var csv = new StreamReader(await zip.GetEntry("meals.csv")!.OpenAsync(Token));
        Assert.Contains(Id(meal), await csv.ReadToEndAsync(Token), StringComparison.Ordinal);
    }
}
