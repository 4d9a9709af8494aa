using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Events;

[Collection("Events")]
public sealed class ApiDocsTests(BrowserFixture browser, EventsApp app)
{
    [Fact]
    public async Task The_api_can_be_explored_without_anything_from_elsewhere()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/docs/index.html");
        await probe.Page.Locator("#operations-tag-EventService").ClickAsync();
        await Expect(probe.Page.Locator("#operations-EventService-EventService_CreateEvent")).ToContainTextAsync("Records an event");
        await Expect(probe.Page.Locator("#operations-tag-Health")).ToBeVisibleAsync();
        Assert.Empty(probe.Problems);
    }
}
