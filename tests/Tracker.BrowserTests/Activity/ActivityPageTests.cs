using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Activity;

/// <summary>The feed, and what changed before a moment of it, in all the ways there are to read them.</summary>
public sealed class ActivityPageTests(BrowserFixture browser, ActivityApp app) : IClassFixture<ActivityApp>
{
    [Theory]
    [InlineData("activity", "/activity")]
    [InlineData("activity-filtered", "/activity?range=24h&module=events&module=locks&severity=good&environment=production&text=deploy")]
    [InlineData("activity-row", "/activity/{id}")]
    [InlineData("activity-before", "/activity/before?service=checkout&environment=prod")]
    public async Task A_page_is_sound(string name, string path)
    {
        path = path.Replace("{id}", app.Incident, StringComparison.Ordinal);
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await browser.OpenAsync(app.Address, path, reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task From_the_feed_to_the_cause_by_keyboard()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/activity?kind=incident&service=checkout", Reader.Default);
        Assert.Equal("Skip to the content", (await probe.TabThroughAsync())[0]);
        await probe.Page.Locator(".activity-when").First.PressAsync("Enter");
        await Expect(probe.Page.Locator("h1")).ToHaveTextAsync("Checkout answers <b>slowly</b>");
        var reasons = probe.Page.Locator(".activity-reason");
        await Expect(reasons.First).ToHaveTextAsync("slow timeline of the same service in the same environment, 8 min before");
        await Expect(probe.Page.Locator("#before")).ToContainTextAsync("deployment of ledger, on which checkout depends, 10 min before");
        await Expect(probe.Page.Locator("#before")).ToContainTextAsync("Deploy checkout 2.4.0 <script>alert(1)</script>");
    }

    [Fact]
    public async Task What_happens_appears_on_the_open_page()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/activity", Reader.Default);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        await app.HappenAsync("Reindexed everything");
        await Expect(probe.Page.Locator("#activity")).ToContainTextAsync("Reindexed everything");
    }
}
