using System.Globalization;
using Caloguessr.Web.Settings;

namespace Caloguessr.Web.Tests.Settings;

public sealed class UserSettingsTests(WebHost host) : IClassFixture<WebHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Garbage =>
    [
        "", "=", "&&&", "language=fr&energy=J&mass=lb&theme=pink&target=two&photos=no", "target=-1", "target=99999999999999999999",
        "target=499", "target=10001", "{\"language\":\"de\"}", "language=../de", "\0\u00ff%zz", new string('a', 5000),
    ];

    [Theory, MemberData(nameof(Garbage))]
    public void Parse_Garbage_IsTheDefaults(string text) => Assert.Equal(new UserSettings(), UserSettings.Parse(text));

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        var settings = new UserSettings { Language = "de", EnergyUnit = EnergyUnit.Kilojoule, MassUnit = MassUnit.Ounce, Theme = Theme.Dark, TargetKcal = 2350, KeepPhotos = true };

        Assert.Equal("target=2350&language=de&energy=kj&mass=oz&theme=dark&photos=keep", settings.ToString());
        Assert.Equal(settings, UserSettings.Parse(settings.ToString()));
    }

    [Theory]
    [InlineData(EnergyUnit.Kcal, MassUnit.Gram, "en", "1,540\u00a0kcal", "1,300–1,650\u00a0kcal", "28\u00a0g")]
    [InlineData(EnergyUnit.Kilojoule, MassUnit.Ounce, "de", "6.440\u00a0kJ", "5.440–6.900\u00a0kJ", "1,0\u00a0oz")]
    public void UnitFormat_Units_FollowSettingsAndCulture(EnergyUnit energy, MassUnit mass, string culture, string expectedEnergy, string expectedRange, string expectedMass)
    {
        var format = new UnitFormat(new() { EnergyUnit = energy, MassUnit = mass }, CultureInfo.GetCultureInfo(culture));

        Assert.Equal(expectedEnergy, format.Energy(1540));
        Assert.Equal(expectedRange, format.Range(new(1300, 1540, 1650)));
        Assert.Equal(expectedMass, format.Mass(28.3));
        Assert.Equal("28\u00a0g", format.Nutrient(28.3));
        Assert.StartsWith(energy == EnergyUnit.Kcal ? "1,537" : "6.431", format.ExactEnergy(1537), StringComparison.Ordinal);
    }

    [Theory, InlineData("en"), InlineData("de")]
    public void UnitFormat_Mass_HasNoSeparatorOfThousands(string culture) =>
        Assert.Equal("1234", new UnitFormat(new(), CultureInfo.GetCultureInfo(culture)).MassNumber(1234));

    [Fact]
    public async Task Request_GarbageCookie_IsAnswered()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", "caloguessr-settings=%00%ff%zz&language=de; caloguessr-owner=x; caloguessr-zone=%20");

        using var answer = await client.GetAsync("/api/meals", Token);

        Assert.True(answer.IsSuccessStatusCode);
    }
}
