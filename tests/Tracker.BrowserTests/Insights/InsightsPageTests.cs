using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Insights;

/// <summary>The page of figures, in all the ways there are to read it.</summary>
public sealed class InsightsPageTests(BrowserFixture browser, InsightsApp app) : IClassFixture<InsightsApp>
{
    [Theory]
    [InlineData("insights", "/insights")]
    [InlineData("insights-teams", "/insights?by=team&days=90&environment=*")]
    [InlineData("insights-wrong", "/insights?days=1000")]
    public async Task A_page_is_sound(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await browser.OpenAsync(app.Address, path, reader);
            Assert.Equal(200, probe.Status);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task Figures_lead_to_the_lists_behind_them_and_narrow_to_a_service()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/insights", Reader.Default);
        var page = probe.Page;
        await Expect(page.Locator(".figure")).ToHaveCountAsync(4);
        await Expect(page.Locator("#incidents")).ToContainTextAsync("Not ended");
        await page.Locator("#groups").GetByRole(AriaRole.Link, new() { Name = "shop", Exact = true }).ClickAsync();
        await Expect(page.Locator(".active-filters")).ToContainTextAsync("shop");
        await page.GetByRole(AriaRole.Link, new() { Name = "Deployment frequency" }).ClickAsync();
        await Expect(page.Locator("table.events")).ToContainTextAsync("deployment of shop");
        await Expect(page.Locator("table.events")).Not.ToContainTextAsync("payments");
    }
}
