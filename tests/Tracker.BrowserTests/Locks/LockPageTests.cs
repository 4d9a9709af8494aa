using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Locks;

/// <summary>The pages of locks, in all the ways there are to read them, and their forms filled in by hand.</summary>
[Collection("Locks")]
public sealed class LockPageTests(BrowserFixture browser, LocksApp app)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "locks", "/locks" },
        { "locks-filtered", "/locks?service=checkout&environment=prod" },
        { "locks-none", "/locks?who=nobody" },
        { "locks-waiting", "/locks/waiting" },
        { "locks-lost", "/locks/lost" },
        { "lock", "/locks/{id}" },
        { "lock-new", "/locks/new" },
        { "lock-missing", "/locks/00000000-0000-7000-8000-000000000000" },
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
    public async Task The_list_tells_who_holds_what_and_how_many_wait()
    {
        await using var probe = await OpenAsync("/locks?service=checkout&environment=prod", Reader.Default);
        var row = probe.Page.Locator("table.locks tbody tr").Filter(new() { HasText = "pipeline 4711" });
        await Expect(row.Locator("[data-label=Waiting]")).ToHaveTextAsync("2");
        await Expect(row.Locator("[data-label=Free]")).ToContainTextAsync("in 3 h");
        await Expect(probe.Page.Locator("#frozen-now")).ToContainTextAsync("Audit week");
        await probe.GoToAsync("/locks/waiting");
        Assert.Equal(["pipeline 4712", "amira.haddad"], await probe.Page.Locator("table.locks .main-cell").AllInnerTextsAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_lock_is_taken_renewed_and_released(bool script)
    {
        var service = Some.Name();
        await using var probe = await OpenAsync("/locks/new", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.GetByLabel("Service").FillAsync(service);
        await page.GetByLabel("Environment").FillAsync("prod");
        await page.GetByLabel("Who").FillAsync("ada");
        await page.GetByLabel("Reason").FillAsync("Trying something");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the lock" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("The lock is yours");
        await Expect(page.Locator("#lock-facts")).ToContainTextAsync("production");

        await page.GetByLabel("From now, for").SelectOptionAsync("604800");
        await page.GetByRole(AriaRole.Button, new() { Name = "Renew the lock" }).ClickAsync();
        await Expect(page.Locator("#lock-facts")).ToContainTextAsync("in 6 d");

        await page.GetByRole(AriaRole.Button, new() { Name = "Release", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("The lock is released");
        await Expect(page.Locator("#lock-list")).Not.ToContainTextAsync(service);
    }

    [Fact]
    public async Task What_is_held_is_refused_with_its_holder()
    {
        await using var probe = await OpenAsync("/locks/new", Reader.Default);
        probe.Expected.Add(422);
        await probe.Page.GetByLabel("Service").FillAsync("checkout");
        await probe.Page.GetByLabel("Environment").FillAsync("production");
        await probe.Page.GetByLabel("Who").FillAsync("ada");
        await probe.Page.Keyboard.PressAsync("Enter");
        await Expect(probe.Page.Locator(".form-errors")).ToContainTextAsync("pipeline 4711");
        await Expect(probe.Page.GetByLabel("Who")).ToHaveValueAsync("ada");
        await probe.AssertSoundAsync(maxBytes: 300 * 1024);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Somebody_elses_lock_is_taken_away_by_an_administrator_with_a_reason(bool script)
    {
        var service = Some.Name();
        var id = await app.LockAsync(new { service, who = "pipeline 9", resource = "deployment" });
        await using var probe = await OpenAsync("/locks/" + id, new Reader(JavaScript: script));
        var page = probe.Page;
        await Expect(page.Locator(".page-actions button")).ToHaveCountAsync(0);

        await probe.GoToAsync("/sign-in?return=%2Flocks%2F" + id);
        await page.GetByLabel("API key").FillAsync(LocksApp.AdminKey);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Force the release" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("Its runner is gone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it away" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("taken away");
        await probe.GoToAsync("/locks/lost");
        var row = page.Locator("table.locks tbody tr").Filter(new() { HasText = service });
        await Expect(row).ToContainTextAsync("Forced");
        await Expect(row).ToContainTextAsync("Its runner is gone");
    }

    [Fact]
    public async Task A_lock_that_is_taken_appears_on_the_open_page()
    {
        await using var probe = await OpenAsync("/locks", Reader.Default);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        var service = Some.Name();
        await app.LockAsync(new { service, who = "pipeline 5", ttl_seconds = 600 });
        await Expect(probe.Page.Locator("table.locks")).ToContainTextAsync(service);
    }

    [Fact]
    public async Task What_a_client_sent_runs_nowhere()
    {
        const string evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>";
        var id = await app.LockAsync(new { service = evil, environment = evil, resource = evil, who = evil, reason = evil, event_id = evil, ttl_seconds = 600 });
        await using var probe = await OpenAsync("/locks", Reader.Default);
        probe.Page.Dialog += (_, _) => Assert.Fail("A script ran.");
        foreach (var path in new[] { "/locks", "/locks/" + id })
        {
            await probe.GoToAsync(path);
            Assert.Equal(0, await probe.Page.Locator("main script, main img, main [onload], main [onerror]").CountAsync());
            Assert.Empty(probe.Problems);
        }
    }

    private async Task<PageProbe> OpenAsync(string path, Reader reader)
    {
        var probe = await browser.OpenAsync(app.Address, "about:blank", reader);
        if (path.Contains("00000000", StringComparison.Ordinal)) probe.Expected.Add(404);
        await probe.GoToAsync(path.Replace("{id}", app.LockId, StringComparison.Ordinal));
        Assert.Equal(probe.Expected.Contains(404) ? 404 : 200, probe.Status);
        return probe;
    }
}
