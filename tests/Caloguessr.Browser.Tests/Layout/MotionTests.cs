using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Layout;

public sealed class MotionTests(CaloguessrSite site) : BrowserTest(site)
{
    [Theory]
    [InlineData(ReducedMotion.Reduce)]
    [InlineData(ReducedMotion.NoPreference)]
    public async Task Analysing_MovesOnlyWhereMotionIsWelcome(ReducedMotion motion)
    {
        var page = await OpenAsync(with: options => options.ReducedMotion = motion);
        await page.HasKeyAsync(Site.Keys.Create(GeminiAnswers.Silence));

        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.Button("Cancel")).ToBeVisibleAsync();

        Assert.Equal(motion == ReducedMotion.NoPreference, await page.EvaluateAsync<int>("() => document.getAnimations().length") > 0);
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce, "0s")]
    [InlineData(ReducedMotion.NoPreference, "0.3s")]
    public async Task Ring_GlidesOnlyWhereMotionIsWelcome(ReducedMotion motion, string duration)
    {
        var page = await OpenAsync("/quick-add/apple", options => options.ReducedMotion = motion);

        var durations = await page.Locator(".ring [data-segment]").First.EvaluateAsync<string>("segment => getComputedStyle(segment).transitionDuration");

        Assert.All(durations.Split(", "), each => Assert.Equal(duration, each));
    }
}
