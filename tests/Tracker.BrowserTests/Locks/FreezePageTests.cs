using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Locks;

/// <summary>The pages of freeze windows, in all the ways there are to read them, and their forms filled in by hand.</summary>
[Collection("Locks")]
public sealed class FreezePageTests(BrowserFixture browser, LocksApp app)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "freezes", "/locks/freezes" },
        { "freeze", "/locks/freezes/{id}" },
        { "freeze-new", "/locks/freezes/new" },
        { "freeze-missing", "/locks/freezes/00000000-0000-7000-8000-000000000000" },
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

    [Fact]
    public async Task The_coming_weeks_show_each_window_once_and_lead_to_it()
    {
        await using var probe = await OpenAsync("/locks/freezes", Reader.Default);
        var page = probe.Page;
        await Expect(page.Locator("svg.freeze-weeks a", new() { HasText = "Weekend" })).ToHaveCountAsync(1);
        await Expect(page.Locator("svg.freeze-weeks a", new() { HasText = "data centre" })).ToHaveCountAsync(0);
        await Expect(page.Locator("table.freezes .pill").First).ToHaveTextAsync("In force");
        await Expect(page.Locator("table.freezes .pill").Last).ToHaveTextAsync("Over");
        await page.Locator("svg.freeze-weeks a[href='/locks/freezes/" + app.FreezeId + "']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Weekend");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_window_is_tried_declared_changed_and_deleted(bool script)
    {
        await using var probe = await OpenAsync("/locks/freezes/new", new Reader(JavaScript: script));
        probe.Expected.Add(422);
        var page = probe.Page;
        var reason = Some.Name("Maintenance");
        await page.GetByLabel("Reason").FillAsync(reason);
        await page.GetByLabel("Begins").FillAsync("every night");
        await page.GetByLabel("Lasts").FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the next five times" }).ClickAsync();
        await Expect(page.Locator("#f-cron-error")).ToContainTextAsync("five fields");
        await probe.AssertSoundAsync(maxBytes: 300 * 1024);

        await page.GetByLabel("Begins").FillAsync("0 2 * * *");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the next five times" }).ClickAsync();
        await Expect(page.Locator(".preview li")).ToHaveCountAsync(5);
        await Expect(page.Locator(".preview li").First).ToContainTextAsync("02:00 – 05:00");
        await probe.AssertSoundAsync(maxBytes: 450 * 1024);

        await page.GetByRole(AriaRole.Button, new() { Name = "Declare the window" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync(reason);
        await Expect(page.Locator("#freeze-times li")).ToHaveCountAsync(5);

        await page.GetByLabel("When").SelectOptionAsync("once");
        await Expect(page.GetByLabel("Begins")).ToBeHiddenAsync();
        await page.GetByLabel("Starts").FillAsync("2030-12-20T00:00");
        await page.GetByLabel("Ends").FillAsync("2031-01-04T00:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Saved.");
        await Expect(page.Locator("#freeze-times li")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Deleted");
        await Expect(page.Locator("table.freezes")).Not.ToContainTextAsync(reason);
    }

    [Fact]
    public async Task A_window_is_declared_by_keyboard_alone()
    {
        await using var probe = await OpenAsync("/locks/freezes", Reader.Default);
        var page = probe.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "New window" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Reason").FocusAsync();
        var reason = Some.Name("Keyboard");
        await page.Keyboard.TypeAsync(reason);
        foreach (var _ in Enumerable.Range(0, 4)) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("0 18 * * 5");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("12");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".flash")).ToContainTextAsync(reason);
        await Expect(page.Locator("#freeze-facts")).ToContainTextAsync("12 h");
    }

    [Fact]
    public async Task A_window_that_is_declared_appears_on_the_open_page()
    {
        await using var probe = await OpenAsync("/locks/freezes", Reader.Default);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        var reason = Some.Name("Live");
        await app.FreezeAsync(new { reason, service = Some.Name(), cron = "0 0 * * *", durationSeconds = 60 });
        await Expect(probe.Page.Locator("table.freezes")).ToContainTextAsync(reason);
    }

    [Fact]
    public async Task What_a_client_sent_runs_nowhere()
    {
        const string evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>";
        var id = await app.FreezeAsync(new { reason = evil, service = evil, environment = evil, cron = "0 0 * * *", durationSeconds = 60 });
        await using var probe = await OpenAsync("/locks/freezes", Reader.Default);
        probe.Page.Dialog += (_, _) => Assert.Fail("A script ran.");
        foreach (var path in new[] { "/locks/freezes", "/locks/freezes/" + id })
        {
            await probe.GoToAsync(path);
            Assert.Equal(0, await probe.Page.Locator("main script, main img, main [onload], main [onerror]").CountAsync());
            Assert.Empty(probe.Problems);
        }

        await Expect(probe.Page.Locator("h1")).ToHaveTextAsync(evil);
    }

    private async Task<PageProbe> OpenAsync(string path, Reader reader)
    {
        var probe = await browser.OpenAsync(app.Address, "about:blank", reader);
        if (path.Contains("00000000", StringComparison.Ordinal)) probe.Expected.Add(404);
        await probe.GoToAsync(path.Replace("{id}", app.FreezeId, StringComparison.Ordinal));
        Assert.Equal(probe.Expected.Contains(404) ? 404 : 200, probe.Status);
        return probe;
    }
}
