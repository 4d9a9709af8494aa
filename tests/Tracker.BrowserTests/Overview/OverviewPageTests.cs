using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Overview;

/// <summary>The first page, and the search, in all the ways there are to read them.</summary>
public sealed class OverviewPageTests(BrowserFixture browser, OverviewApp app) : IClassFixture<OverviewApp>
{
    [Theory]
    [InlineData("overview", "/")]
    [InlineData("search", "/search?q=payments")]
    [InlineData("search-hostile", "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("search-none", "/search?q=%22nothing+is+called+so%22")]
    [InlineData("search-empty", "/search")]
    public async Task A_page_is_sound(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await browser.OpenAsync(app.Address, path, reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task An_empty_store_is_told_what_there_is_and_how_to_fill_it()
    {
        foreach (var reader in Matrix.For("/?empty"))
        {
            await using var probe = await browser.OpenAsync(app.Empty, "/", reader);
            await Expect(probe.Page.Locator(".empty pre")).ToHaveTextAsync("./run --demo");
            await Expect(probe.Page.Locator(".intros li")).ToHaveCountAsync(7);
            await probe.ScreenshotAsync("overview-empty");
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task What_happens_appears_on_the_open_page_and_leads_on()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/", Reader.Default);
        var page = probe.Page;
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(page.Locator("#overview-attention")).ToContainTextAsync("ledger 9 is under way in a freeze");
        await app.EventAsync("The shop is closed", "incident", "shop", "open", "P1");
        await page.Locator("#overview-attention a", new() { HasText = "The shop is closed" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("The shop is closed");
    }

    [Fact]
    public async Task By_keys_one_goes_searches_and_leaves_the_field()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/events", Reader.Default);
        var page = probe.Page;
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#search")).Not.ToBeFocusedAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Overview");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("reindex");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".hits a")).ToHaveTextAsync("search · production · index");
        await Expect(page.Locator("#search")).ToHaveValueAsync("reindex");
    }
}
