namespace Caloguessr.Browser.Tests;

/// <summary>Parts of a page by what people and screen readers call them.</summary>
internal static class PageParts
{
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public static ILocator Radio(this IPage page, string name) => page.GetByRole(AriaRole.Radio, new() { Name = name });

    /// <summary>The guesses of the built-in recogniser.</summary>
    public static ILocator Guesses(this IPage page) => page.GetByRole(AriaRole.Group, new() { Name = "What is it?" }).GetByRole(AriaRole.Radio);

    public static ILocator Portion(this IPage page, string food) => page.GetByRole(AriaRole.Textbox, new() { Name = $"Portion of {food}", Exact = true });

    /// <summary>The sentence that says the total and its range.</summary>
    public static ILocator Total(this IPage page) => page.Locator("form").GetByText(new System.Text.RegularExpressions.Regex("^(About|Etwa|Nothing (on|is)) "));

    /// <summary>What is said to everybody at once: saved, deleted, removed.</summary>
    public static ILocator Notice(this IPage page, string text) => page.GetByRole(AriaRole.Status).Filter(new() { HasText = text });

    /// <summary>The day's meals, by their names.</summary>
    public static ILocator Meals(this IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 3 });

    public static Task ChoosePhotoAsync(this IPage page, string path) => page.GetByLabel("choose a photo").SetInputFilesAsync(path);

    public static Task ChoosePhotoAsync(this IPage page, FilePayload photo) => page.GetByLabel("choose a photo").SetInputFilesAsync(photo);

    /// <summary>The number of kcal that the total says.</summary>
    public static async Task<(int Low, int Value, int High)> KcalAsync(this IPage page)
    {
        var numbers = System.Text.RegularExpressions.Regex.Matches(await page.Total().InnerTextAsync(), @"\d[\d.,]*")
            .Select(number => int.Parse(number.Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return (numbers[1], numbers[0], numbers[2]);
    }
}
