using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Kit;

/// <summary>Forms and filters, with and without script.</summary>
public sealed class FormTests(BrowserFixture browser, KitHost host)
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_saved_form_redirects_and_says_so_once(bool script)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit/form", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.GetByLabel("Title").FillAsync("Deploy <b>8.2</b>");
        await page.GetByLabel("Type").SelectOptionAsync("deployment");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToHaveTextAsync("Saved “Deploy <b>8.2</b>”");
        await probe.ScreenshotAsync("form-saved", fullPage: false);
        await probe.AssertSoundAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".flash")).ToHaveCountAsync(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_refused_form_keeps_what_was_typed_and_names_the_fields(bool script)
    {
        var reader = new Reader(JavaScript: script, Width: script ? Reader.Desktop : Reader.Phone, TimeZone: "Europe/Zurich");
        await using var probe = await browser.OpenAsync(host.Address, "/_kit/form", reader);
        probe.Expected.Add(422);
        var page = probe.Page;
        await page.GetByLabel("Title").FillAsync("bad");
        await page.GetByLabel("Type").SelectOptionAsync("incident");
        await page.GetByLabel("Message").FillAsync("kept");
        await page.GetByLabel("Start").FillAsync("2026-03-29T02:30"); // an hour that the clock change leaves out
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 things are missing or wrong");
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync("bad");
        await Expect(page.GetByLabel("Type")).ToHaveValueAsync("incident");
        await Expect(page.GetByLabel("Message")).ToHaveValueAsync("kept");
        await Expect(page.GetByLabel("Title")).ToHaveAttributeAsync("aria-describedby", "f-Input-Title-hint f-Input-Title-error");
        await probe.ScreenshotAsync("form-errors");
        await probe.AssertSoundAsync();
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByLabel("Title")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_post_without_its_token_is_refused()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        var fields = new Dictionary<string, string> { ["_handler"] = "event", ["Input.Title"] = "forged", ["reason"] = "forged" };
        foreach (var path in new[] { "/_kit/form", "/_kit/delete" })
        {
            using var answer = await http.PostAsync(path, new FormUrlEncodedContent(fields));
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("This form was open for too long", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Filters_are_checkboxes_in_the_address_and_chips_that_remove_them(bool script)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit?range=7d&page=4", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.Locator("summary", new() { HasText = "Type" }).ClickAsync();
        await page.GetByLabel("Deployment").CheckAsync();
        await page.GetByLabel("Drift").CheckAsync();
        await probe.ScreenshotAsync("multiselect", fullPage: false);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator(".multi .count")).ToHaveTextAsync("2");
        Assert.Contains("range=7d", page.Url);
        Assert.Contains("type=deployment&type=drift", page.Url);
        Assert.DoesNotContain("page=", page.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Remove the filter Type: drift" }).ClickAsync();
        Assert.DoesNotContain("drift", page.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear all" }).ClickAsync();
        await Expect(page.Locator(".active-filters")).ToHaveCountAsync(0);
        Assert.Contains("range=7d", page.Url);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_destructive_button_asks_first(bool script)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete checkout-api 8.2?" });
        await Expect(question).ToBeVisibleAsync();
        await probe.ScreenshotAsync("confirm", fullPage: false);
        await probe.AssertSoundAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(question).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await question.GetByLabel("Reason").FillAsync("it is over");
        await question.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToHaveTextAsync("Deleted, because it is over");
    }

    [Fact]
    public async Task Text_of_strangers_is_never_markup()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit?q=" + Uri.EscapeDataString(KitPage.Hostile) + "&type=" + Uri.EscapeDataString(KitPage.Hostile));
        await Expect(probe.Page.Locator("#hostile")).ToHaveTextAsync(KitPage.Hostile);
        await Expect(probe.Page.Locator("#search")).ToHaveValueAsync(KitPage.Hostile);
        await Expect(probe.Page.Locator("a[href^=javascript]")).ToHaveCountAsync(0);
        await probe.AssertSoundAsync();
    }
}
