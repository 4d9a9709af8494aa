using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Kit;

/// <summary>Pages that refresh themselves, and their honesty about it.</summary>
public sealed class LiveTests(BrowserFixture browser) : IAsyncLifetime
{
    // A server of its own: these tests stop it.
    private readonly KitHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_change_refreshes_the_regions_and_nothing_else()
    {
        await using var probe = await OpenAsync();
        await ChangeAsync(probe, "1");
        await Expect(probe.Page.Locator("#other-count")).ToHaveTextAsync("1");
        await Expect(probe.Page.Locator("#still")).ToHaveTextAsync("0");
        await probe.AssertSoundAsync();
    }

    // Once lost until the next change: nobody told the page of what came after it was read and before its stream stood.
    [Fact]
    public async Task A_change_between_a_page_s_reading_and_its_stream_is_shown()
    {
        await using var probe = await browser.OpenAsync(_host.Address, "about:blank");
        var changed = new TaskCompletionSource();
        await probe.Page.RouteAsync(new Regex(@":\d+/live(\?|$)"), async route =>
        {
            await changed.Task;
            await route.ContinueAsync();
        });
        await probe.GoToAsync("/_kit/live");
        await HappenAsync();
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("0");
        changed.SetResult();
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("1");
    }

    // The other tab has the stream, and was told before this one listened.
    [Fact]
    public async Task A_change_between_a_page_s_reading_and_its_joining_another_tab_is_shown()
    {
        await using var context = await browser.NewContextAsync(_host.Address, Reader.Default);
        var address = new Uri(_host.Address, "/_kit/live").ToString();
        var (first, second) = (await context.NewPageAsync(), await context.NewPageAsync());
        await first.GotoAsync(address);
        await Expect(first.Locator("#live")).ToHaveTextAsync("Live");
        var changed = new TaskCompletionSource();
        await second.RouteAsync("**/app.js", async route =>
        {
            await changed.Task;
            await route.ContinueAsync();
        });
        // Its script waits, and so does everything that comes later in its loading.
        await second.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await HappenAsync();
        await Expect(first.Locator("#count")).ToHaveTextAsync("1");
        changed.SetResult();
        await Expect(second.Locator("#count")).ToHaveTextAsync("1");
        Assert.Equal(1, _host.Live.Streams);
    }

    [Fact]
    public async Task A_topic_that_the_page_does_not_show_costs_nothing()
    {
        await using var probe = await OpenAsync();
        var fetched = 0;
        probe.Page.Request += (_, request) => { if (request.Url.EndsWith("/_kit/live", StringComparison.Ordinal)) fetched++; };
        _host.Changes.Say("releases");
        await Poll(() => _host.Live.Streams == 1);
        await ChangeAsync(probe, "1");
        Assert.Equal(1, fetched);
    }

    // Once lost: the page fetched for one topic held the change of another, whose own hint then met a 304.
    [Fact]
    public async Task A_change_that_came_with_another_is_shown()
    {
        await using var probe = await OpenAsync();
        _host.Data.Add();
        _host.Changes.Say("locks");
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("1");
        _host.Changes.Say("tasks");
        await Expect(probe.Page.Locator("#other-count")).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task What_the_reader_opened_stays_open()
    {
        await using var probe = await OpenAsync();
        await probe.Page.Locator("#more summary").ClickAsync();
        await probe.Page.Locator("h1").ClickAsync(); // takes the focus out of the region
        await ChangeAsync(probe, "1");
        await Expect(probe.Page.Locator("#more")).ToHaveAttributeAsync("open", "");
    }

    [Fact]
    public async Task A_region_that_somebody_works_in_waits_for_them()
    {
        await using var probe = await OpenAsync();
        await probe.Page.GetByLabel("Note").FillAsync("half a sen");
        _host.Data.Add();
        _host.Changes.Say("events");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Paused");
        await Expect(probe.Page.Locator("#note")).ToHaveValueAsync("half a sen");
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("0");
        await probe.Page.Locator("#note").BlurAsync();
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("1");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task An_open_question_is_not_taken_away()
    {
        await using var probe = await OpenAsync();
        await probe.Page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        _host.Data.Add();
        _host.Changes.Say("events");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Paused");
        await Expect(probe.Page.Locator("#asked")).ToBeVisibleAsync();
        await probe.Page.Keyboard.PressAsync("Escape");
        await probe.Page.Locator("h1").ClickAsync();
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task A_paused_page_stays_as_it_is_until_it_goes_on()
    {
        await using var probe = await OpenAsync();
        await probe.Page.Locator("#live").ClickAsync();
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Paused");
        await Poll(() => _host.Live.Streams == 0);
        _host.Data.Add();
        _host.Changes.Say("events");
        await probe.Page.Locator("#live").ClickAsync();
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("1");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task A_server_that_went_away_is_seen_and_so_is_its_return()
    {
        await using var probe = await OpenAsync();
        await _host.StopAsync();
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Offline");
        await probe.ScreenshotAsync("offline", fullPage: false);
        _host.Data.Add(); // while nobody could be told
        await _host.StartAsync();
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live", new() { Timeout = 20_000 });
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task A_page_that_is_refused_does_not_call_itself_live()
    {
        await using var probe = await OpenAsync();
        probe.Expected.Add(403);
        _host.Data.Refuse = true;
        _host.Changes.Say("events");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Offline");
        _host.Data.Refuse = false;
        await ChangeAsync(probe, "1");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task Tabs_of_one_browser_share_one_stream()
    {
        var context = await browser.NewContextAsync(_host.Address, Reader.Default);
        await using var _ = context;
        var first = await context.NewPageAsync();
        var second = await context.NewPageAsync();
        foreach (var page in new[] { first, second })
        {
            await page.GotoAsync(new Uri(_host.Address, "/_kit/live").ToString());
            await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        }
        await Poll(() => _host.Live.Streams == 1);
        _host.Data.Add();
        _host.Changes.Say("events");
        await Expect(first.Locator("#count")).ToHaveTextAsync("1");
        await Expect(second.Locator("#count")).ToHaveTextAsync("1");
        Assert.Equal(1, _host.Live.Streams);

        // The tab that held the stream goes; the other takes over.
        await first.CloseAsync();
        await Expect(second.Locator("#live")).ToHaveTextAsync("Live");
        await Poll(() => _host.Live.Streams == 1);
        _host.Data.Add();
        _host.Changes.Say("events");
        await Expect(second.Locator("#count")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task An_unchanged_page_costs_no_bytes_although_its_token_differs()
    {
        using var http = new HttpClient { BaseAddress = _host.Address };
        using var first = await http.GetAsync("/_kit/live");
        var tag = Assert.Single(first.Headers.GetValues("ETag"));
        Assert.Contains("__RequestVerificationToken", await first.Content.ReadAsStringAsync());
        http.DefaultRequestHeaders.Add("If-None-Match", tag);
        using var same = await http.GetAsync("/_kit/live");
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        _host.Data.Add();
        using var other = await http.GetAsync("/_kit/live");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_stopping_server_does_not_wait_for_its_streams()
    {
        await using var probe = await OpenAsync();
        await Poll(() => _host.Live.Streams == 1);
        var before = TimeProvider.System.GetTimestamp();
        await _host.StopAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(before).TotalSeconds, 0, 5);
    }

    private async Task<PageProbe> OpenAsync()
    {
        var probe = await browser.OpenAsync(_host.Address, "/_kit/live");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        return probe;
    }

    private async Task ChangeAsync(PageProbe probe, string expected)
    {
        _host.Data.Add();
        _host.Changes.Say("events");
        await Expect(probe.Page.Locator("#count")).ToHaveTextAsync(expected);
    }

    /// <summary>Returns when the streams that are open have been told.</summary>
    private async Task HappenAsync()
    {
        var before = _host.Live.Position;
        _host.Data.Add();
        _host.Changes.Say("events");
        await Poll(() => _host.Live.Position > before);
    }

    private static async Task Poll(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++) await Task.Delay(50);
        Assert.True(condition());
    }
}
