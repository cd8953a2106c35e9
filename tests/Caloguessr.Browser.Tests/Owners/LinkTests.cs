namespace Caloguessr.Browser.Tests.Owners;

/// <summary>One diary on two devices.</summary>
public sealed class LinkTests(CaloguessrSite site) : BrowserTest(site)
{
    [Fact]
    public async Task Link_OpenedOnAnotherDevice_ShowsTheSameDiary()
    {
        var laptop = await OpenAsync();
        await laptop.HasMealAsync("Goulash");
        await laptop.GotoAsync("/settings");
        await laptop.Link("Link another device").ClickAsync();
        await Expect(laptop.GetByRole(AriaRole.Img, new() { Name = "QR code of the link" })).ToBeVisibleAsync();
        var link = await laptop.GetByLabel("Link", new() { Exact = true }).InputValueAsync();

        var phone = await OpenAsync();
        await phone.HasMealAsync("Porridge");
        await phone.GotoAsync(link);
        await Expect(phone.GetByText("nothing is lost")).ToBeVisibleAsync();
        await phone.Button("Show this diary here").ClickAsync();
        await Expect(phone.Notice("Both devices now show this diary.")).ToBeVisibleAsync();
        await Expect(phone.Meals()).ToHaveCountAsync(2);
        await phone.Button("Delete Goulash").ClickAsync();
        await Expect(phone.Meals()).ToHaveTextAsync(["Porridge"]);

        await laptop.GotoAsync("/diary");
        await Expect(laptop.Meals()).ToHaveTextAsync(["Porridge"]);
    }

    [Fact]
    public async Task Link_OpenedWhereItWasMade_HasNothingToDo()
    {
        var page = await OpenAsync();
        await page.HasMealAsync();
        await page.GotoAsync("/settings/link");

        await page.GotoAsync(await page.GetByLabel("Link", new() { Exact = true }).InputValueAsync());

        await Expect(page.Heading("Already linked")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Link_Copied_LiesOnTheClipboard()
    {
        var page = await OpenAsync(with: options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        await page.HasMealAsync();
        await page.GotoAsync("/settings/link");
        var link = await page.GetByLabel("Link", new() { Exact = true }).InputValueAsync();

        await page.Button("Copy").ClickAsync();

        await Expect(page.Button("Copied")).ToBeVisibleAsync();
        Assert.Equal(link, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Link_Altered_OpensNothing()
    {
        var page = await OpenAsync("/link?token=nonsense");

        await Expect(page.Heading("This link no longer works")).ToBeVisibleAsync();
        await Expect(page.Link("Back to the start")).ToBeVisibleAsync();
    }
}
