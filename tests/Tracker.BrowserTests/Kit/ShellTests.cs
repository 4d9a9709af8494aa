using System.Net;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Kit;

/// <summary>What every page has around it: navigation, theme, time zone, shortcuts, errors.</summary>
public sealed class ShellTests(BrowserFixture browser, KitHost host)
{
    private const string Background = "() => getComputedStyle(document.body).backgroundColor";
    private const string Light = "rgb(244, 246, 249)";
    private const string Dark = "rgb(14, 20, 28)";

    [Theory, InlineData("light", Light), InlineData("dark", Dark)]
    public async Task The_theme_follows_the_system_without_script(string system, string expected)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit", new Reader(system, JavaScript: false, Auto: true));
        Assert.Equal(expected, await probe.Page.EvaluateAsync<string>(Background));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_theme_button_is_remembered(bool script)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit?type=drift", new Reader(JavaScript: script));
        await probe.Page.Locator("#theme").ClickAsync();
        await Expect(probe.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(probe.Page).ToHaveURLAsync(new Uri(host.Address, "/_kit?type=drift").ToString());
        await probe.GoToAsync("/_kit/form");
        Assert.Equal(Dark, await probe.Page.EvaluateAsync<string>(Background));
        await probe.AssertSoundAsync();
    }

    [Fact]
    public async Task A_first_visitor_sees_local_times_with_UTC_in_the_title()
    {
        var context = await browser.NewContextAsync(host.Address, new Reader(TimeZone: "Australia/Adelaide"));
        await context.ClearCookiesAsync();
        await using var probe = await PageProbe.AttachAsync(await context.NewPageAsync(), host.Address, Reader.Default, ownsContext: true);
        await probe.GoToAsync("/_kit/chart");
        await Expect(probe.Page.GetByText("Ticks in Australia/Adelaide")).ToBeVisibleAsync();
        await probe.GoToAsync("/_kit");
        var time = probe.Page.Locator(".page-head time");
        var utc = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Adelaide");
        Assert.Equal(TimeZoneInfo.ConvertTime(utc, zone).ToString("HH:mm"), await time.InnerTextAsync());
        Assert.EndsWith("UTC", await time.GetAttributeAsync("title"));
        Assert.Empty(probe.Problems);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task On_a_phone_the_navigation_is_a_drawer(bool script)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit", new Reader(Width: Reader.Phone, JavaScript: script));
        var nav = probe.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Expect(nav).ToBeHiddenAsync();
        await probe.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await Expect(nav).ToBeVisibleAsync();
        await probe.ScreenshotAsync("drawer", fullPage: false);
        await probe.AssertSoundAsync();
        await nav.GetByText("Form").ClickAsync();
        await Expect(probe.Page.GetByRole(AriaRole.Heading, new() { Name = "New event" })).ToBeVisibleAsync();
        await Expect(nav).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_navigation_marks_the_longest_match_only()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit/form");
        await Expect(probe.Page.Locator(".nav-item[aria-current]")).ToHaveTextAsync("Form");
    }

    [Fact]
    public async Task Keys_search_list_and_go()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit");
        var page = probe.Page;
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("g f ?");
        await Expect(page.Locator("#search")).ToHaveValueAsync("g f ?");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        var sheet = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await Expect(sheet).ToBeVisibleAsync();
        await probe.ScreenshotAsync("shortcuts", fullPage: false);
        await probe.AssertSoundAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(sheet).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("f");
        await Expect(page).ToHaveURLAsync(new Uri(host.Address, "/_kit/form").ToString());
    }

    [Fact]
    public async Task Keys_for_rows_do_nothing_without_rows_or_in_a_dialog()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit/empty");
        var page = probe.Page;
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        Assert.Equal("BODY", await page.EvaluateAsync<string>("() => document.activeElement.tagName"));
        await probe.GoToAsync("/_kit");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#shortcuts")).ToContainTextAsync("Next and previous row of a list");
        await page.Keyboard.PressAsync("j");
        Assert.True(await page.EvaluateAsync<bool>("() => document.getElementById('shortcuts').contains(document.activeElement)"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement === document.querySelector('main tbody tr a')"));
        Assert.Empty(probe.Problems);
    }

    [Fact]
    public async Task Shortcuts_can_be_turned_off()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit");
        var page = probe.Page;
        await page.Keyboard.PressAsync("?");
        await page.Locator("#shortcuts-on").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).Not.ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("/nowhere", 404, "Nothing here")]
    [InlineData("/_kit/broken/missing", 404, "Nothing here")]
    [InlineData("/_kit/forbidden", 403, "Not allowed")]
    [InlineData("/_kit/broken/store", 503, "Not available just now")]
    [InlineData("/_kit/broken/bug", 500, "Something broke")]
    public async Task A_failure_is_told_in_the_same_look(string path, int status, string title)
    {
        var reader = Matrix.For(path).First();
        var context = await browser.NewContextAsync(host.Address, reader);
        await using var probe = await PageProbe.AttachAsync(await context.NewPageAsync(), host.Address, reader, ownsContext: true);
        probe.Expected.Add(status);
        await probe.GoToAsync(path);
        Assert.Equal(status, probe.Status);
        await Expect(probe.Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
        Assert.DoesNotContain("secret details", await probe.Page.ContentAsync());
        Assert.Equal(status >= 500, await probe.Page.GetByText("reference").CountAsync() > 0);
        await probe.ScreenshotAsync("error-" + status);
        await probe.AssertSoundAsync();
    }

    [Fact]
    public async Task A_program_is_not_told_in_pages()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        using var broken = await http.GetAsync("/api/broken");
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        using var missing = await http.GetAsync("/api/missing");
        Assert.Equal("application/problem+json", missing.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Paper_gets_the_content_alone_and_dark_ink()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit", new Reader("dark"));
        await probe.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(probe.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeHiddenAsync();
        await Expect(probe.Page.Locator(".top")).ToBeHiddenAsync();
        await Expect(probe.Page.GetByText("Deploy checkout-api 8.2.0")).ToBeVisibleAsync();
        Assert.Equal("rgb(0, 0, 0)", await probe.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"));
        await probe.ScreenshotAsync("print");
    }

    [Fact]
    public async Task First_paint_is_fast_and_the_page_is_light()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit");
        var cold = probe.Bytes;
        await probe.GoToAsync("/_kit");
        var paint = await probe.FirstPaintAsync();
        TestContext.Current.SendDiagnosticMessage($"first paint {paint:0} ms warm; {cold:N0} bytes cold, {probe.Bytes:N0} warm");
        Assert.InRange(probe.Bytes, 1, cold - 1);
        // 200 ms is the aim on a quiet machine; shared ones get room, a page that waits for something does not pass.
        Assert.InRange(paint, 0, 1500);
    }
}
