using Tracker.BrowserTests.Access;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Pages;

/// <summary>Every list of a server that holds nothing: it says so, and most show the command that fills it.</summary>
public sealed class EmptyPageTests(BrowserFixture browser, AccessApp app)
{
    [Theory]
    [InlineData("/activity?empty", "Nothing happened in this time", "/api/v1alpha1/event")]
    [InlineData("/events?empty", "No events yet", "/api/v1alpha1/event")]
    [InlineData("/events/streamline?empty", "Nothing in this week", null)]
    [InlineData("/events/overlaps?empty", "No overlap", null)]
    [InlineData("/events/drifts?empty", "No open drift", "/api/v1alpha1/event")]
    [InlineData("/events/rpa?empty", "No robot has reported", "/api/v1alpha1/event")]
    [InlineData("/insights?empty", "No deployments or incidents yet", "\"type\": \"deployment\"")]
    [InlineData("/catalog?empty", "Nothing in the catalog yet", "/api/v1alpha1/catalog")]
    [InlineData("/catalog/graph?empty", "Nothing in the catalog yet", null)]
    [InlineData("/catalog/compliance?empty", "No project yet", "/api/v1alpha1/catalog")]
    [InlineData("/locks?empty", "Nothing is locked", "/api/v1alpha1/lock")]
    [InlineData("/locks/waiting?empty", "Nobody waits", "/api/v1alpha1/lock")]
    [InlineData("/locks/lost?empty", "No lock was lost", null)]
    [InlineData("/locks/freezes?empty", "Nothing is ever frozen", "/api/v1alpha1/freeze")]
    [InlineData("/tasks?empty", "Nothing is watched yet", "/api/backups")]
    [InlineData("/tasks/badges?empty", "No task has a tag yet", null)]
    [InlineData("/timelines?empty", "Nothing was reported yet", "/api/contexts/build/events")]
    [InlineData("/releases?empty", "No application is followed yet", "/trackers/ \\")]
    [InlineData("/releases/trackers?empty", "No application is followed yet", "tracker trackers add")]
    public async Task An_empty_page_is_sound_and_says_what_fills_it(string path, string title, string? command)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await browser.OpenAsync(app.Fresh, path, reader);
            await Expect(probe.Page.Locator(".empty h2")).ToHaveTextAsync(title);
            if (command is not null) await Expect(probe.Page.Locator(".empty pre")).ToContainTextAsync(command);
            await probe.ScreenshotAsync("empty" + path.Replace("?empty", "", StringComparison.Ordinal).Replace('/', '-'));
            await probe.AssertSoundAsync();
        }
    }
}
