using System.Net;
using Caloguessr.Web.Tests.Diary;

namespace Caloguessr.Web.Tests.Settings;

public sealed class SettingsPageTests(WebHost host) : IClassFixture<WebHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_Form_IsShownInTheChosenLanguageAndUnits()
    {
        using var client = host.CreateClient();

        using var saved = await client.PostFormAsync("/settings", "/settings/save",
            ("target", "1800"), ("shown-energy", "kcal"), ("language", "de"), ("energy", "kj"), ("mass", "oz"), ("theme", "dark"), ("photos", "keep"));

        var html = WebUtility.HtmlDecode(await saved.Content.ReadAsStringAsync(Token));
        Assert.Equal("/settings?saved=true", saved.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains("Die Einstellungen sind in diesem Browser gespeichert.", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\" data-theme=\"dark\" data-energy=\"kJ\" data-mass=\"oz\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"7531\" min=\"2092\" max=\"41840\"", html, StringComparison.Ordinal);
        Assert.Contains("von 7.531\u00a0kJ", WebUtility.HtmlDecode(await client.PageAsync("/diary")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_TargetInKilojoules_IsKeptExactly()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });

        using var saved = await client.PostFormAsync("/settings", "/settings/save", ("target", "7531"), ("shown-energy", "kj"), ("energy", "kcal"));

        Assert.Contains(saved.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("caloguessr-settings=target%3D1800;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_Implausible_IsRefusedAndNotShownAgain()
    {
        using var client = host.CreateClient();

        using var refused = await client.PostFormAsync("/settings", "/settings/key", ("key", "not a key"));

        var html = await refused.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("Key not accepted", html, StringComparison.Ordinal);
        Assert.DoesNotContain("not a key", html, StringComparison.Ordinal);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task DeleteEverything_Page_AsksAndOffersTheExport()
    {
        using var client = host.CreateClient();

        var html = await client.PageAsync("/settings/delete-everything");

        Assert.Contains("action=\"/settings/delete-everything/confirmed\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/api/export\"", html, StringComparison.Ordinal);
    }
}
