using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Releases;

/// <summary>The pages of releases, in all the ways there are to read them, and their forms filled in by hand.</summary>
public sealed class ReleasePageTests(BrowserFixture browser, ReleasesApp app) : IClassFixture<ReleasesApp>
{
    [Theory]
    [InlineData("releases", "/releases")]
    [InlineData("application", "/releases/shop.checkout")]
    [InlineData("application-wrong", "/releases/shop.wrong")]
    [InlineData("release", "/releases/shop.checkout/{release}")]
    [InlineData("trackers", "/releases/trackers")]
    [InlineData("tracker-new", "/releases/trackers/new")]
    [InlineData("tracker-edit", "/releases/trackers/shop.gone")]
    public async Task A_page_is_sound(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await OpenAsync(path, reader);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task The_board_shows_what_is_where_as_it_comes_and_a_release_what_changed()
    {
        await using var probe = await OpenAsync("/releases", Reader.Default);
        var board = probe.Page.Locator("#release-board");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(board.Locator("section").Nth(0)).ToContainTextAsync(await app.FollowAnotherAsync());
        await Expect(board.Locator("section").Nth(0)).ToContainTextAsync("1.1.1");
        await Expect(board.Locator("section").Nth(1)).ToContainTextAsync("Somebody <b>bold</b>");
        await board.GetByRole(AriaRole.Link, new() { Name = "1.1.0" }).First.ClickAsync();
        await Expect(probe.Page.Locator("main")).ToContainTextAsync("""environment[name=LEVEL].value""");
        await Expect(probe.Page.Locator("main")).ToContainTextAsync("Configuration in prod");
        await Expect(probe.Page.Locator(".changes").Last).ToContainTextAsync("replicas");
    }

    [Fact]
    public async Task What_somebody_wrote_stays_text_and_errors_name_their_place()
    {
        await using var probe = await OpenAsync("/releases/shop.checkout", Reader.Default);
        await Expect(probe.Page.Locator("#place-prod")).ToContainTextAsync(ReleasesApp.Markup);
        await Expect(probe.Page.Locator("#place-prod")).ToContainTextAsync("1.0.0 by ");
        await Expect(probe.Page.Locator("#place-preprod .gates")).ToContainTextAsync("only when somebody promotes it");
        await probe.GoToAsync("/releases/shop.wrong");
        await Expect(probe.Page.Locator(".tracker-error")).ToContainTextAsync("wrong.yaml, line 3, column");
        await probe.GoToAsync("/releases/trackers/shop.gone");
        await Expect(probe.Page.GetByLabel("Token", new() { Exact = true })).ToHaveValueAsync("");
        Assert.DoesNotContain("a-token-of-the-tests", await probe.Page.ContentAsync(), StringComparison.Ordinal);
        await probe.GoToAsync("/releases/trackers?state=error");
        await Expect(probe.Page.Locator("table.trackers")).ToContainTextAsync("shop.gone");
        await Expect(probe.Page.Locator("table.trackers")).Not.ToContainTextAsync("shop.paused");
    }

    /// <summary>With and without script alike, as the commit chooses: the answers are pages.</summary>
    [Fact]
    public async Task An_application_is_pinned_unpinned_skipped_and_promoted()
    {
        foreach (var reader in Matrix.For("/releases/pins")) await DecideAsync(await app.FollowAnotherAsync(), reader);
    }

    [Fact]
    public async Task A_tracker_is_made_changed_and_deleted()
    {
        await using var probe = await OpenAsync("/releases/trackers/new", Reader.Default);
        probe.Expected.Add(422);
        var page = probe.Page;
        var name = "shop." + Some.Name("made").ToLowerInvariant();
        await page.GetByLabel("Application").FillAsync("no name");
        await page.GetByLabel("Repository").FillAsync(app.Gone);
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow it" }).ClickAsync();
        await Expect(page.Locator("#f-id-error")).ToContainTextAsync("group.name");
        await page.GetByLabel("Application").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("is followed");
        await Expect(page.Locator(".tracker-error")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change the tracker" }).ClickAsync();
        await page.GetByLabel("Paused").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator(".page-head .pill")).ToHaveTextAsync("Paused");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change the tracker" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("not followed any more");
    }

    private async Task DecideAsync(string name, Reader reader)
    {
        await using var probe = await OpenAsync("/releases/" + name, reader);
        var (page, dev) = (probe.Page, probe.Page.Locator("#place-dev"));
        await dev.GetByRole(AriaRole.Button, new() { Name = "Pin", Exact = true }).ClickAsync();
        await page.Locator("#pin-dev-reason").FillAsync("<i>Rates</i> are wrong");
        await dev.GetByRole(AriaRole.Button, new() { Name = "Pin it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("is pinned in dev");
        await Expect(dev).ToContainTextAsync("<i>Rates</i> are wrong");
        await dev.GetByRole(AriaRole.Button, new() { Name = "Unpin", Exact = true }).ClickAsync();
        await dev.GetByRole(AriaRole.Button, new() { Name = "Unpin it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("is not pinned in dev any more");
        await Expect(dev).Not.ToContainTextAsync("Rates");

        await dev.GetByRole(AriaRole.Button, new() { Name = "Skip", Exact = true }).ClickAsync();
        await page.Locator("#skip-dev-reason").FillAsync("too early");
        await dev.GetByRole(AriaRole.Button, new() { Name = "Skip it" }).ClickAsync();
        await Expect(dev).ToContainTextAsync("was skipped for dev: too early");
        await dev.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }).First.ClickAsync();
        await page.Locator("#promote-dev").GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(dev).ToContainTextAsync("waits for a deployer");
    }

    private Task<PageProbe> OpenAsync(string path, Reader reader) => browser.OpenAsync(app.Address, path.Replace("{release}", app.Newest, StringComparison.Ordinal), reader);
}
