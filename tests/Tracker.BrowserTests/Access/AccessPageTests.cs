using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Access;

/// <summary>Accounts and administration, in all the ways there are to read them.</summary>
[Collection("Access")]
public sealed class AccessPageTests(BrowserFixture browser, AccessApp app)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "account", "/account" },
        { "admin-users", "/admin/users" },
        { "admin-keys", "/admin/keys" },
        { "admin-agents", "/admin/agents" },
        { "admin-retention", "/admin/retention" },
        { "admin-audit", "/admin/audit" },
        { "admin-about", "/admin/about" },
        { "admin-environments", "/admin/environments" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_sound_and_usable_by_keyboard(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await app.OpenAsync(browser, path, reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
            if (reader == Reader.Default) Assert.Equal("Skip to the content", (await probe.TabThroughAsync())[0]);
        }
    }

    [Theory, InlineData("sign-in", "/sign-in"), InlineData("register", "/register")]
    public async Task The_doors_are_sound(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await browser.OpenAsync(app.Fresh, path, reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_agent_is_added_and_deleted(bool script)
    {
        var name = $"<script>edge {script}</script>";
        await using var probe = await app.OpenAsync(browser, "/admin/agents", Reader.Default with { JavaScript = script });
        probe.Expected.Add(422);
        var page = probe.Page;
        await page.GetByLabel("Name", new() { Exact = false }).FillAsync(name);
        await page.GetByLabel("Address").FillAsync("http://127.0.0.1:8124");
        await page.Locator("#f-Input-Key").FillAsync("the key of an agent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the agent" }).ClickAsync();
        await Expect(page.Locator("#f-Input-Url-error")).ToContainTextAsync("TRACKER_OUTBOUND_ALLOW");
        await page.GetByLabel("Address").FillAsync("http://agent.invalid:8124");
        await page.Locator("#f-Input-Key").FillAsync("the key of an agent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the agent" }).ClickAsync();
        var row = page.Locator("tr", new() { HasText = name });
        await Expect(row).ToContainTextAsync("agent.invalid");
        await probe.AssertSoundAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Delete" }).First.ClickAsync();
        await row.Locator("[popover] button[type=submit]").ClickAsync();
        await Expect(page.Locator("tr", new() { HasText = name })).ToHaveCountAsync(0);
        Assert.DoesNotContain("the key of an agent", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_key_is_made_shown_once_and_revoked(bool script)
    {
        var name = $"<script>pipeline {script}</script>";
        await using var probe = await app.OpenAsync(browser, "/admin/keys", Reader.Default with { JavaScript = script });
        var page = probe.Page;
        await page.GetByLabel("What uses it").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator(".copy code")).ToContainTextAsync("trk_");
        await probe.AssertSoundAsync();

        await probe.GoToAsync("/admin/keys");
        await Expect(page.Locator(".copy")).ToHaveCountAsync(0);
        var row = page.Locator("tr", new() { HasText = name });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).First.ClickAsync();
        await row.Locator("[popover] button[type=submit]").ClickAsync();
        await Expect(page.Locator("tr", new() { HasText = name })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_token_is_made_by_keyboard()
    {
        await using var probe = await app.OpenAsync(browser, "/account", Reader.Default);
        var page = probe.Page;
        await page.GetByLabel("What it is for").FocusAsync();
        await page.Keyboard.TypeAsync("my script");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".copy code")).ToContainTextAsync("eyJ");
        await Expect(page.Locator("#tokens")).ToContainTextAsync("my script");
    }

    [Fact]
    public async Task A_user_is_made_and_disabled_and_the_audit_log_tells()
    {
        await using var probe = await app.OpenAsync(browser, "/admin/users", Reader.Default);
        var page = probe.Page;
        await page.Locator("[name='Input.Username']").FillAsync("bob");
        await page.Locator("[name='Input.Password']").FillAsync("bob's own password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the user" }).ClickAsync();
        var row = page.Locator("tbody tr", new() { HasText = "bob" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Disable" }).First.ClickAsync();
        await row.Locator("[popover]:popover-open button[type=submit]").ClickAsync();
        await Expect(page.Locator("tbody tr", new() { HasText = "bob" })).ToContainTextAsync("Disabled");
        await probe.AssertSoundAsync();
        await probe.GoToAsync("/admin/audit?action=user.disable");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }
}
