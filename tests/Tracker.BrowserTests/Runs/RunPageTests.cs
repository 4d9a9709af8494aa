using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Runs;

/// <summary>The pages of runs, in all the ways there are to read them.</summary>
public sealed class RunPageTests(BrowserFixture browser, RunsApp app) : IClassFixture<RunsApp>
{
    [Theory]
    [InlineData("runs", "/runs", 200)]
    [InlineData("runs-ended", "/runs?state=ended&q=build&whose=mine", 200)]
    [InlineData("run", "/runs/{id}", 200)]
    [InlineData("run-active", "/runs/{active}", 200)]
    [InlineData("run-compare", "/runs/{id}/compare/{other}", 200)]
    [InlineData("run-missing", "/runs/999999", 404)]
    public async Task A_page_is_sound(string name, string path, int status)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await app.OpenAsync(browser, path, reader, status);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task A_run_shows_its_usage_and_how_it_compares()
    {
        await using var probe = await app.OpenAsync(browser, "/runs/{id}", Reader.Default, 200);
        var page = probe.Page;
        await Expect(page.Locator("#run-chart svg")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("CPU usage of nightly build: on average .* above 50 %"));
        await Expect(page.Locator("#run-chart .run-above")).ToHaveCountAsync(1);
        await Expect(page.Locator("#run-baseline")).ToContainTextAsync("Slower");
        await page.Locator("#run-twin summary").ClickAsync();
        await Expect(page.Locator("#run-twin tbody tr").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare with run" }).First.ClickAsync();
        await Expect(page.Locator(".run-chart .run-line")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_sample_appears_on_the_open_page()
    {
        await using var probe = await app.OpenAsync(browser, "/runs/{active}", Reader.Default, 200);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        await app.SampleAsync(0.99);
        await Expect(probe.Page.Locator("#run-stats")).ToContainTextAsync("99 %");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_run_is_deleted(bool script)
    {
        var id = await app.RanAsync("to be deleted", 3, []);
        await using var probe = await app.OpenAsync(browser, $"/runs/{id}", Reader.Default with { JavaScript = script }, 200);
        await probe.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await probe.Page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(probe.Page.Locator(".flash")).ToContainTextAsync("deleted");
    }

    [Fact]
    public async Task Who_is_not_known_sees_no_runs_but_the_command_that_makes_one()
    {
        foreach (var reader in Matrix.For("/runs?empty"))
        {
            await using var probe = await browser.OpenAsync(app.Address, "/runs", reader);
            await Expect(probe.Page.Locator(".empty pre")).ToContainTextAsync("tracker run");
            await probe.ScreenshotAsync("runs-empty");
            await probe.AssertSoundAsync();
        }
    }
}
