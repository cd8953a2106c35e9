namespace Caloguessr.Browser.Tests.Layout;

/// <summary>Every page, and every state of it that looks different, by name; and the way there.</summary>
internal static class Places
{
    public const string NotFound = "404";

    private static readonly Dictionary<string, Func<IPage, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["start"] = page => page.GotoAsync("/"),
        ["start with a meal today"] = page => WithMealsAsync(page, "/"),
        ["analysing, not food"] = async page =>
        {
            await page.GotoAsync("/");
            await page.Locator("#file").SetInputFilesAsync(await Photo.NoFoodAsync(page.Context));
            await Expect(page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Heading)).ToBeVisibleAsync();
        },
        ["result, to be chosen"] = page => WithResultAsync(page),
        ["result"] = async page =>
        {
            await WithResultAsync(page);
            await page.Radio("Pizza").CheckAsync();
            await Expect(page.Heading("Pizza")).ToBeVisibleAsync();
        },
        ["diary, empty"] = page => page.GotoAsync("/diary"),
        ["diary"] = page => WithMealsAsync(page, "/diary"),
        ["diary, deleted"] = async page =>
        {
            await WithMealsAsync(page, "/diary");
            await page.GetByRole(AriaRole.Button, new() { Name = "Banana" }).Last.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        },
        ["edit"] = async page =>
        {
            await WithMealsAsync(page, "/diary");
            await page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Link).First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Textbox).First).ToBeVisibleAsync();
        },
        ["settings"] = page => page.GotoAsync("/settings"),
        ["settings with a diary"] = page => WithMealsAsync(page, "/settings"),
        ["link another device"] = page => WithMealsAsync(page, "/settings/link"),
        ["linked already"] = async page =>
        {
            await WithMealsAsync(page, "/settings/link");
            await page.GotoAsync(await page.Locator("#link").InputValueAsync());
        },
        ["link that no longer works"] = page => page.GotoAsync("/link?token=nonsense"),
        ["delete everything"] = page => page.GotoAsync("/settings/delete-everything"),
        ["quick add, found"] = page => page.GotoAsync("/quick-add?q=potato"),
        ["quick add, nothing found"] = page => page.GotoAsync("/quick-add?q=xyzzyplugh"),
        ["quick add, searching"] = async page =>
        {
            await page.GotoAsync("/quick-add");
            await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("potato");
            await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        },
        ["quick add, amount"] = page => page.GotoAsync("/quick-add/apple"),
        ["offline"] = page => page.GotoAsync("/offline"),
        [NotFound] = page => page.GotoAsync("/no-such-page"),
    };

    public static IEnumerable<string> Names => Ways.Keys;

    public static Task GoToAsync(this IPage page, string place) => Ways[place](page);

    private static async Task WithMealsAsync(IPage page, string path)
    {
        await page.HasMealAsync("Apple");
        await page.HasMealAsync("Donaudampfschifffahrtskapitänsfrühstück mit selbstgebackenem Vollkornbrot und eingelegtem Gemüse", 1234);
        await page.HasMealAsync("Banana", 2345);
        await page.GotoAsync(path);
    }

    private static async Task WithResultAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.Locator("#file").SetInputFilesAsync(Photo.Unsure);
        await Expect(page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(5);
    }
}
