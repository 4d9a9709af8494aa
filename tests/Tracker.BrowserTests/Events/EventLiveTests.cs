using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Protocol.Events;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;
using EventType = Tracker.Protocol.Events.Type;

namespace Tracker.BrowserTests.Events;

/// <summary>What happens on an open page when something is reported, and forms filled in by hand.</summary>
// One after the other: what one reports, the pages of the other would show at once.
[Collection("Events")]
public sealed class EventLiveTests(BrowserFixture browser, EventsApp app)
{
    [Fact]
    public async Task An_event_that_is_reported_appears_on_the_open_list()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/events?type=deployment");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        var service = Some.Name("live");
        await app.CreateAsync(Some.Event(EventType.Deployment, Status.Start, service));
        await Expect(probe.Page.Locator("table.events tbody tr").Filter(new() { HasText = service })).ToHaveCountAsync(1);
        // The page came twice.
        await probe.AssertSoundAsync(maxBytes: 300 * 1024);
    }

    [Fact]
    public async Task Its_result_appears_on_its_open_page()
    {
        var service = Some.Name("live");
        var id = await app.CreateAsync(Some.Event(EventType.Deployment, Status.Start, service));
        await using var probe = await browser.OpenAsync(app.Address, "/events/" + id);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(probe.Page.Locator("#event-facts")).ToContainTextAsync("so far");
        await app.CreateAsync(Some.Event(EventType.Deployment, Status.Success, service, with: r => r.Attributes.RelatedId = id));
        await Expect(probe.Page.Locator("#event-related")).ToContainTextAsync("Followed by");
        await Expect(probe.Page.Locator("#event-facts")).ToContainTextAsync("Ended");
    }

    [Fact]
    public async Task An_event_is_recorded_by_keyboard_alone()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/events");
        var page = probe.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "New event" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Title").FocusAsync();
        await page.Keyboard.TypeAsync("Restart the mail relay");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Oper");
        await page.Keyboard.PressAsync("Tab");
        var service = Some.Name("mail");
        await page.Keyboard.TypeAsync(service);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".flash")).ToContainTextAsync("Recorded “Restart the mail relay”");
        await Expect(page.Locator("#event-facts")).ToContainTextAsync(service);
        await probe.AssertSoundAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_event_is_changed_commented_and_deleted(bool script)
    {
        var service = Some.Name("edit");
        var id = await app.CreateAsync(Some.Event(EventType.Operation, Status.Start, service, "Move the queue"));
        await using var probe = await browser.OpenAsync(app.Address, $"/events/{id}/edit", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.GetByLabel("Owner").FillAsync("li.na");
        await page.GetByLabel("Tags").FillAsync("night\nplanned");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Saved.");
        await Expect(page.Locator(".changes")).ToContainTextAsync("night, planned");

        await page.GetByLabel("Comment").FillAsync("Half of it is moved.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the comment" }).ClickAsync();
        await Expect(page.Locator(".changes")).ToContainTextAsync("Half of it is moved.");

        await page.Locator("select[name='attributes.status']").SelectOptionAsync("failure");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the status" }).ClickAsync();
        await Expect(page.Locator(".page-head .pill")).ToHaveTextAsync("Failure");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Deleted “Move the queue”");
        Assert.Equal(404, (await app.GetAsync("/api/v1alpha1/event/" + id)).Status);
    }

    [Fact]
    public async Task What_a_client_sent_runs_nowhere()
    {
        const string evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>";
        var id = await app.CreateAsync(Some.Event(EventType.Operation, Status.Start, evil + Some.Name(), evil, r =>
        {
            var a = r.Attributes;
            (a.Message, a.Owner, a.Source, a.Host, a.Version) = (evil, evil, evil, evil, evil);
            a.Tags.Add(evil);
            a.StakeHolders.Add(evil);
            (r.Links.PullRequestLink, r.Links.Ticket) = ("javascript:alert(1)", "data:text/html," + evil);
        }));
        await using var probe = await browser.OpenAsync(app.Address, "about:blank");
        probe.Page.Dialog += (_, _) => Assert.Fail("A script ran.");
        foreach (var path in new[] { "/events", $"/events/{id}", $"/events/{id}/edit", $"/events/new?follows={id}", "/events/streamline", "/events/streamline?span=day&by=environment", "/events/calendar", "/events/overlaps?place=environment" })
        {
            await probe.GoToAsync(path);
            Assert.Equal(0, await probe.Page.Locator("main script, main img, main [onload], main [onerror], a[href^='javascript:'], a[href^='data:']").CountAsync());
            Assert.Empty(probe.Problems);
        }

        await probe.GoToAsync($"/events/{id}");
        await Expect(probe.Page.Locator("h1")).ToHaveTextAsync(evil);
    }
}
