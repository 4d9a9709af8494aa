using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Timelines;

/// <summary>The pages of timelines, in all the ways there are to read them.</summary>
public sealed class TimelinePageTests(BrowserFixture browser, TimelinesApp app) : IClassFixture<TimelinesApp>
{
    private const string Release = "/timelines/checkout%20release";

    [Theory]
    [InlineData("timelines", "/timelines", 200)]
    [InlineData("timeline-context", Release, 200)]
    [InlineData("timeline-running", Release + "/latest", 200)]
    [InlineData("timeline-slow", Release + "/2026.11.9", 200)]
    [InlineData("timeline-table", Release + "/2026.11.9?view=table", 200)]
    [InlineData("timeline-folded", Release + "/2026.11.9?fold=release.deploy&fold=release.test", 200)]
    [InlineData("timeline-compare", Release + "/2026.11.9/compare/2026.11.8", 200)]
    [InlineData("timeline-many", "/timelines/nightly%2Ftests/latest", 200)]
    [InlineData("timeline-flat", "/timelines/flat/latest", 200)]
    [InlineData("timeline-empty", "/timelines/empty", 200)]
    [InlineData("timeline-missing", Release + "/nothing", 404)]
    public async Task A_page_is_sound(string name, string path, int status)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await OpenAsync(path, reader, status);
            await probe.ScreenshotAsync(name);
            // All rows come besides the page.
            await probe.AssertSoundAsync(name == "timeline-flat" ? 400 * 1024 : 150 * 1024);
        }
    }

    [Theory, InlineData("/timelines"), InlineData(Release), InlineData(Release + "/2026.11.9")]
    public async Task A_page_is_usable_by_keyboard_alone(string path)
    {
        await using var probe = await OpenAsync(path, Reader.Default);
        Assert.Equal("Skip to the content", (await probe.TabThroughAsync())[0]);
    }

    [Fact]
    public async Task What_was_slow_is_told_with_what_it_lost()
    {
        await using var probe = await OpenAsync(Release + "/2026.11.9", Reader.Default);
        var slow = probe.Page.Locator("table.slow tbody tr");
        await Expect(slow).ToHaveCountAsync(1);
        await Expect(slow).ToContainTextAsync("browser");
        await Expect(probe.Page.Locator("#timeline-state")).ToContainTextAsync("Slower than usual");
        await Expect(probe.Page.Locator("svg.gantt .lost")).Not.ToHaveCountAsync(0);
        await Expect(probe.Page.Locator("svg.gantt")).ToContainTextAsync("failed");
    }

    [Fact]
    public async Task A_release_under_way_is_told_to_end_and_what_does_not_fit_is_told()
    {
        await using var probe = await OpenAsync("/timelines", Reader.Default);
        await Expect(probe.Page.Locator("table.contexts tbody tr").Filter(new() { HasText = "checkout release" })).ToContainTextAsync("ends ");
        await probe.GoToAsync(Release + "/latest");
        await Expect(probe.Page.Locator(".timeline-stats")).ToContainTextAsync("from now");
        await Expect(probe.Page.Locator("#timeline")).ToContainTextAsync("1 end without a start");
        await Expect(probe.Page.Locator("svg.gantt .expected")).Not.ToHaveCountAsync(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_row_is_folded_and_unfolded(bool script)
    {
        await using var probe = await OpenAsync(Release + "/2026.11.9", Reader.Default with { JavaScript = script });
        var chart = probe.Page.Locator("svg.gantt");
        await Expect(chart).ToContainTextAsync("contract");
        await probe.Page.GetByRole(AriaRole.Link, new() { Name = "Fold test" }).ClickAsync();
        await Expect(chart).Not.ToContainTextAsync("contract");
        await probe.Page.GetByRole(AriaRole.Link, new() { Name = "Unfold test" }).ClickAsync();
        await Expect(chart).ToContainTextAsync("contract");
        Assert.DoesNotContain("fold", probe.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rows_than_one_picture_may_have_are_drawn_as_they_show()
    {
        await using var probe = await OpenAsync("/timelines/flat/latest", Reader.Default);
        var rows = probe.Page.Locator(".all-rows");
        await Expect(rows).ToHaveAttributeAsync("data-rows", "1200");
        await Expect(probe.Page.Locator("svg.gantt")).ToBeHiddenAsync();
        // What was drawn at the top is not what is drawn at the end.
        var top = await rows.Locator("canvas").EvaluateAsync<string>("canvas => canvas.toDataURL()");
        await rows.FocusAsync();
        await probe.Page.Keyboard.PressAsync("End");
        await probe.Page.WaitForFunctionAsync("top => document.querySelector('.all-rows canvas').toDataURL() !== top", top);
        Assert.Empty(probe.Problems);
    }

    [Fact]
    public async Task Open_bars_of_many_rows_grow_by_themselves()
    {
        var (context, at) = (Some.Name("growing"), DateTimeOffset.UtcNow.AddSeconds(-30));
        await app.PostAsync(context, [.. Enumerable.Range(0, 1100).Select(i => new { name = $"step{i:0000}", type = 0, time = at.AddMilliseconds(i) })]);
        await using var probe = await OpenAsync($"/timelines/{context}/latest", Reader.Default);
        await Expect(probe.Page.Locator(".all-rows")).ToHaveAttributeAsync("data-rows", "1100");
        var before = await probe.Page.Locator(".all-rows canvas").EvaluateAsync<string>("canvas => canvas.toDataURL()");
        await probe.Page.WaitForFunctionAsync("before => document.querySelector('.all-rows canvas').toDataURL() !== before", before);
        Assert.Empty(probe.Problems);
    }

    [Fact(Explicit = true)]
    public async Task Fifty_thousand_events_open_and_scroll_without_a_pause()
    {
        var (context, at) = (Some.Name("large"), DateTimeOffset.UtcNow.AddHours(-20));
        for (var chunk = 0; chunk < 50; chunk++)
        {
            await app.PostAsync(context, [.. Enumerable.Range(chunk * 1000, 1000).SelectMany(i => new object[]
            {
                new { name = $"step{i:00000}", type = 0, time = at.AddSeconds(i) }, new { name = $"step{i:00000}", type = 1, time = at.AddSeconds(i + 5) },
            })]);
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var probe = await OpenAsync($"/timelines/{context}/latest", Reader.Default);
        var page = watch.Elapsed;
        var rows = probe.Page.Locator(".all-rows");
        await Expect(rows).ToHaveAttributeAsync("data-rows", "50000");
        var drawn = watch.Elapsed;
        var paints = await rows.EvaluateAsync<double[]>("""
            async box => {
              const paints = [];
              for (let i = 1; i <= 60; i++) {
                box.scrollTop = i * 20000;
                await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                paints.push(Number(box.dataset.paint));
              }
              return paints.sort((a, b) => a - b);
            }
            """);
        TestContext.Current.TestOutputHelper?.WriteLine($"page after {page.TotalMilliseconds:0} ms, all rows after {drawn.TotalMilliseconds:0} ms; a paint took {paints[30]:0.0} ms, the slowest of 60 {paints[^1]:0.0} ms");
        Assert.True(paints[30] <= 16, $"A paint took {paints[30]} ms");
        await probe.ScreenshotAsync("timeline-large", fullPage: false);
    }

    [Fact]
    public async Task An_event_appears_on_the_open_page()
    {
        var context = Some.Name("live");
        await app.PostAsync(context, new { name = "first", type = 0 });
        await using var probe = await OpenAsync($"/timelines/{context}/latest", Reader.Default);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        await app.PostAsync(context, new { name = "second", type = 0 });
        await Expect(probe.Page.Locator("svg.gantt")).ToContainTextAsync("second");
    }

    [Fact]
    public async Task Two_releases_are_compared_from_the_page_of_one()
    {
        await using var probe = await OpenAsync(Release + "/2026.11.9", Reader.Default);
        await probe.Page.GetByRole(AriaRole.Link, new() { Name = "Compare with the one before" }).ClickAsync();
        await Expect(probe.Page.Locator("h1")).ToHaveTextAsync("2026.11.9 against 2026.11.8");
        await Expect(probe.Page.Locator("table.compared tbody tr").First).ToContainTextAsync("browser");
    }

    [Fact]
    public async Task What_a_client_sent_runs_nowhere()
    {
        const string evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>";
        await app.PostAsync(evil, new { name = evil, type = 3, time = DateTimeOffset.UtcNow.AddMinutes(-2) }, new { name = evil + ".x", type = 0, host = evil }, new { name = evil, type = 2, host = "other" });
        var context = "/timelines/" + Uri.EscapeDataString(evil);
        await using var probe = await OpenAsync("/timelines", Reader.Default);
        probe.Page.Dialog += (_, _) => Assert.Fail("A script ran.");
        foreach (var path in new[] { "/timelines", context, context + "/latest", context + "/latest?view=table", context + "/latest/compare/latest" })
        {
            await probe.GoToAsync(path);
            Assert.Equal(200, probe.Status);
            Assert.Equal(0, await probe.Page.Locator("main script, main img, main [onload], main [onerror]").CountAsync());
            Assert.Empty(probe.Problems);
        }
    }

    private async Task<PageProbe> OpenAsync(string path, Reader reader, int status = 200)
    {
        var probe = await browser.OpenAsync(app.Address, "about:blank", reader);
        if (status != 200) probe.Expected.Add(status);
        await probe.GoToAsync(path);
        Assert.Equal(status, probe.Status);
        return probe;
    }
}
