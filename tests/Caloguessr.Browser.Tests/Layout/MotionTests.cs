using Caloguessr.Testing;

namespace Caloguessr.Browser.Tests.Layout;

public sealed class MotionTests(CaloguessrSite site) : BrowserTest(site)
{
    private const string Moving = "() => document.getAnimations().length";

    [Theory]
    [InlineData(ReducedMotion.Reduce)]
    [InlineData(ReducedMotion.NoPreference)]
    public async Task Analysing_MovesOnlyWhereMotionIsWelcome(ReducedMotion motion)
    {
        var page = await OpenAsync(with: options => options.ReducedMotion = motion);
        await page.HasKeyAsync(Site.Keys.Create(GeminiAnswers.Silence));

        await page.ChoosePhotoAsync(Photo.Unsure);
        await Expect(page.Button("Cancel")).ToBeVisibleAsync();

        Assert.Equal(motion == ReducedMotion.NoPreference, await page.EvaluateAsync<int>(Moving) > 0);
    }

    [Fact]
    public async Task Ring_WhereMotionIsNotWelcome_ChangesAtOnce()
    {
        var page = await OpenAsync("/quick-add/apple", options => options.ReducedMotion = ReducedMotion.Reduce);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Add item" }).PressSequentiallyAsync("butter");
        await page.GetByRole(AriaRole.Option).First.ClickAsync();

        Assert.Equal(0, await page.EvaluateAsync<int>(Moving));
    }
}
