using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Notifications;

/// <summary>Channels, rules and deliveries, in all the ways there are to read them, and their forms filled in by hand.</summary>
public sealed class NotificationPageTests(BrowserFixture browser, NotificationsApp app) : IClassFixture<NotificationsApp>
{
    [Theory]
    [InlineData("admin-channels", "/admin/channels")]
    [InlineData("admin-channels-email", "/admin/channels?kind=email")]
    [InlineData("admin-channel", "/admin/channels/{mail}")]
    [InlineData("admin-rules", "/admin/rules")]
    [InlineData("admin-rule", "/admin/rules/{rule}")]
    [InlineData("admin-deliveries", "/admin/deliveries")]
    [InlineData("admin-delivery-waiting", "/admin/deliveries/{waiting}")]
    [InlineData("admin-delivery-dead", "/admin/deliveries/{dead}")]
    public async Task A_page_is_sound_and_usable_by_keyboard(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await app.OpenAsync(browser, Filled(path), reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
            if (reader == Reader.Default) Assert.Equal("Skip to the content", (await probe.TabThroughAsync())[0]);
        }
    }

    [Theory]
    [InlineData("admin-channels-empty", "/admin/channels", "Nobody is told anything yet")]
    [InlineData("admin-rules-empty", "/admin/rules", "First a channel, then a rule")]
    [InlineData("admin-deliveries-empty", "/admin/deliveries", "Nothing was sent yet")]
    [InlineData("admin-deliveries-dead-empty", "/admin/deliveries?state=dead", "Nothing was given up")]
    public async Task An_empty_page_says_what_fills_it(string name, string path, string title)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await app.OpenEmptyAsync(browser, path, reader);
            await Expect(probe.Page.Locator(".empty h2")).ToHaveTextAsync(title);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_channel_is_made_changed_tested_and_deleted(bool script)
    {
        await using var probe = await app.OpenAsync(browser, "/admin/channels", Reader.Default with { JavaScript = script });
        var page = probe.Page;
        probe.Expected.Add(422);
        var name = Some.Name("<script>hook</script>");
        await page.GetByLabel("Name", new() { Exact = false }).FillAsync(name);
        await page.GetByLabel("Address").FillAsync("http://10.0.0.1/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the channel" }).ClickAsync();
        await Expect(page.Locator("#f-Input-Url-error")).ToContainTextAsync("TRACKER_OUTBOUND_ALLOW");
        await page.GetByLabel("Address").FillAsync("http://127.0.0.1:9/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the channel" }).ClickAsync();
        await Expect(page.Locator(".copy code").First).Not.ToBeEmptyAsync();
        await probe.AssertSoundAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        var renamed = Some.Name("renamed");
        await page.GetByLabel("Name", new() { Exact = false }).FillAsync(renamed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync(renamed);
        await PressAsync(page, renamed, "Test");
        await Expect(page.Locator(".flash")).ToContainTextAsync("The test did not arrive");
        await Expect(page.Locator(".flash")).ToContainTextAsync("refused");
        await PressAsync(page, renamed, "Delete");
        await Expect(page.Locator("tbody tr", new() { HasText = renamed })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_kind_chosen_decides_what_is_asked()
    {
        await using var probe = await app.OpenAsync(browser, "/admin/channels", Reader.Default);
        var page = probe.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Slack", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Slack channel")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Mail server")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_rule_is_made_changed_and_deleted()
    {
        await using var probe = await app.OpenAsync(browser, "/admin/rules", Reader.Default);
        var page = probe.Page;
        probe.Expected.Add(422);
        var service = Some.Name("warehouse");
        await page.GetByLabel("Channel").SelectOptionAsync(new SelectOptionValue { Label = "chat" });
        await page.GetByLabel("Service").FillAsync(service);
        await page.GetByLabel("Kinds").FillAsync("a b");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the rule" }).ClickAsync();
        await Expect(page.Locator("#f-Input-Kinds-error")).ToContainTextAsync("deployment.failure");
        await page.GetByLabel("Kinds").FillAsync("*.failure");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the rule" }).ClickAsync();
        var row = page.Locator("tbody tr", new() { HasText = service });
        await row.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.GetByLabel("Kinds")).ToHaveValueAsync("*.failure");
        await page.GetByLabel("Kinds").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Saved the rule");
        await Expect(row).ToContainTextAsync("all");
        await PressAsync(page, service, "Delete");
        await Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_delivery_shows_its_attempts_and_what_was_answered()
    {
        await using var probe = await app.OpenAsync(browser, "/admin/deliveries?state=dead", Reader.Default);
        await probe.Page.Locator(".main-cell a").First.ClickAsync();
        await Expect(probe.Page.Locator("main")).ToContainTextAsync("The channel is switched off.");
        await Expect(probe.Page.GetByRole(AriaRole.Button, new() { Name = "Send it again" }).First).ToBeVisibleAsync();
    }

    private static async Task PressAsync(IPage page, string row, string button)
    {
        var line = page.Locator("tbody tr", new() { HasText = row });
        await line.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
        await line.Locator("[popover]:popover-open button[type=submit]").ClickAsync();
    }

    private string Filled(string path) => path
        .Replace("{mail}", app.Mail, StringComparison.Ordinal).Replace("{rule}", app.Rule, StringComparison.Ordinal)
        .Replace("{waiting}", app.Waiting, StringComparison.Ordinal).Replace("{dead}", app.Dead, StringComparison.Ordinal);
}
