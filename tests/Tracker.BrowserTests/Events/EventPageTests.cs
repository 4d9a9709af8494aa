using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Events;

/// <summary>Every page of events with a month of data, in all the ways there are to read it.</summary>
// One after the other: what one reports, the pages of the other would show at once.
[Collection("Events")]
public sealed class EventPageTests(BrowserFixture browser, EventsApp app)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "events", "/events" },
        { "events-filtered", "/events?type=deployment&type=operation&environment=production&q=service:payments" },
        { "events-none", "/events?service=nobody" },
        { "event", "/events/{id}" },
        { "event-new", "/events/new?follows={id}" },
        { "event-edit", "/events/{id}/edit" },
        { "event-missing", "/events/00000000-0000-7000-8000-000000000000" },
        { "streamline", "/events/streamline" },
        { "streamline-day", "/events/streamline?span=day&by=environment" },
        { "calendar", "/events/calendar" },
        { "overlaps", "/events/overlaps" },
        { "drifts", "/events/drifts" },
        { "rpa", "/events/rpa" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_sound(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await OpenAsync(path, reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_usable_by_keyboard_alone(string name, string path)
    {
        Assert.NotEmpty(name);
        await using var probe = await OpenAsync(path, Reader.Default);
        Assert.Equal("Skip to the content", (await probe.TabThroughAsync())[0]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Filters_narrow_the_list_and_are_taken_off_again(bool script)
    {
        await using var probe = await OpenAsync("/events", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.Locator(".multi summary", new() { HasText = "Type" }).ClickAsync();
        await page.GetByLabel("Incident", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?type=incident$|[?&]type=incident(&|$)"));
        Assert.All(await page.Locator("table.events tbody td[data-label=Type]").AllInnerTextsAsync(), type => Assert.Equal("Incident", type));
        await page.Locator(".active-filters a").First.ClickAsync();
        await Expect(page.Locator(".active-filters")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Keys_move_through_the_rows_and_open_one()
    {
        await using var probe = await OpenAsync("/events", Reader.Default);
        var page = probe.Page;
        var links = page.Locator("table.events tbody .main-cell a");
        await page.Keyboard.PressAsync("k");
        await Expect(links.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k"); // there is none before the first
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Expect(links.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(links.Nth(1)).ToBeFocusedAsync();
        // A letter of a word, and of another shortcut, moves nothing.
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("jk");
        await Expect(page.Locator("#search")).ToHaveValueAsync("jk");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        var title = await links.Nth(0).InnerTextAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
    }

    [Fact]
    public async Task On_a_phone_the_filters_unfold_without_script()
    {
        await using var probe = await OpenAsync("/events", new Reader(Width: Reader.Phone, JavaScript: false));
        await Expect(probe.Page.Locator("form.filters")).ToBeHiddenAsync();
        await probe.Page.GetByText("Filters", new() { Exact = true }).ClickAsync();
        await Expect(probe.Page.Locator("form.filters")).ToBeVisibleAsync();
        await Expect(probe.Page.Locator("table.events tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_streamline_draws_a_pair_as_one_bar_marks_overlaps_and_has_a_table()
    {
        await using var probe = await OpenAsync("/events/streamline?service=checkout&service=payments&span=week", Reader.Default);
        var page = probe.Page;
        await Expect(page.Locator("svg.streamline .now")).ToHaveCountAsync(1);
        await Expect(page.Locator("svg.streamline")).ToContainTextAsync("Deploy checkout");
        await page.GetByText("The same as a table").ClickAsync();
        await Expect(page.Locator("#streamline-table tbody tr").First).ToBeVisibleAsync();
        await page.Locator("svg.streamline a[href='/events/" + await FirstOfPairAsync() + "']").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#related-title")).ToBeVisibleAsync();
        await Expect(page.Locator("#event-related")).ToContainTextAsync("Followed by");
    }

    [Fact]
    public async Task A_day_of_the_calendar_leads_to_its_list()
    {
        await using var probe = await OpenAsync("/events/calendar", Reader.Default);
        await probe.Page.Locator(".day.today .day-number").ClickAsync();
        await Expect(probe.Page).ToHaveURLAsync(new Regex(@"/events\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$"));
        await Expect(probe.Page.Locator(".active-filters li")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Overlapping_changes_are_listed_in_pairs()
    {
        await using var probe = await OpenAsync("/events/overlaps?service=payments&type=operation&environment=production", Reader.Default);
        var rows = probe.Page.Locator("table.overlaps tbody tr");
        await Expect(rows.Filter(new() { HasText = "Migrate the payments database" }).Filter(new() { HasText = "Hotfix payments v9.0.1" })).ToHaveCountAsync(1);
        await Expect(rows.Filter(new() { HasText = "Rotate the keys of payments" }).Filter(new() { HasText = "3 h" })).ToHaveCountAsync(1);
    }

    private async Task<PageProbe> OpenAsync(string path, Reader reader)
    {
        var probe = await browser.OpenAsync(app.Address, "about:blank", reader);
        if (path.Contains("00000000", StringComparison.Ordinal)) probe.Expected.Add(404);
        await probe.GoToAsync(path.Replace("{id}", app.RichId, StringComparison.Ordinal));
        Assert.Equal(probe.Expected.Contains(404) ? 404 : 200, probe.Status);
        return probe;
    }

    private async Task<string> FirstOfPairAsync() => (await app.GetAsync("/api/v1alpha1/event/" + app.RichId)).TextAt("event.attributes.relatedId");
}
