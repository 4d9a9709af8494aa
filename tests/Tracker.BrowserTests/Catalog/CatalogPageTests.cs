using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Catalog;

/// <summary>Every page of the catalog with a company's entries, in all the ways there are to read it.</summary>
// One after the other: what one stores, the pages of the other would show at once.
[Collection("Catalog")]
public sealed class CatalogPageTests(BrowserFixture browser, CatalogApp app)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "catalog", "/catalog" },
        { "catalog-filtered", "/catalog?type=project&language=java&q=team&sort=-updated" },
        { "catalog-none", "/catalog?owner=nobody" },
        { "catalog-entry", "/catalog/entry/payments" },
        { "catalog-entry-deep", "/catalog/entry/ledger?depth=3" },
        { "catalog-entry-bare", "/catalog/entry/nightly-job-01" },
        { "catalog-entry-used", "/catalog/entry/http-client" },
        { "catalog-entry-missing", "/catalog/entry/legacy-mainframe" },
        { "catalog-graph", "/catalog/graph" },
        { "catalog-graph-groups", "/catalog/graph?by=owner" },
        { "catalog-compliance", "/catalog/compliance" },
        { "catalog-compliance-outdated", "/catalog/compliance?outdated=true&type=package" },
        { "catalog-apply", "/catalog/apply" },
        { "catalog-edit", "/catalog/apply?name=payments" },
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
        await using var probe = await OpenAsync("/catalog", new Reader(JavaScript: script));
        var page = probe.Page;
        await page.Locator(".multi summary", new() { HasText = "Type" }).ClickAsync();
        await page.GetByLabel("Chart", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"[?&]type=chart(&|$)"));
        await Expect(page.Locator("table.catalog tbody tr")).ToHaveCountAsync(3);
        await page.Locator(".active-filters a").First.ClickAsync();
        await Expect(page.Locator(".active-filters")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_graph_of_an_entry_leads_to_its_neighbours_and_has_a_table()
    {
        await using var probe = await OpenAsync("/catalog/entry/payments", Reader.Default);
        var page = probe.Page;
        await Expect(page.Locator("svg.graph .node.focus")).ToHaveTextAsync(new Regex("payments"));
        var (left, middle, right) = (await LeftOfAsync("checkout"), await LeftOfAsync("payments"), await LeftOfAsync("ledger"));
        Assert.True(left < middle && middle < right, $"checkout {left}, payments {middle}, ledger {right}");
        await page.GetByText("The same as a table").ClickAsync();
        await Expect(page.Locator("#graph-table tbody tr").Filter(new() { HasText = "payments" }).First).ToBeVisibleAsync();
        await page.Locator("svg.graph a[href='/catalog/entry/ledger']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("ledger");

        async Task<float> LeftOfAsync(string name) => (await page.Locator($"svg.graph a[href='/catalog/entry/{name}'] .body").BoundingBoxAsync())!.X;
    }

    [Fact]
    public async Task A_group_of_the_architecture_opens()
    {
        await using var probe = await OpenAsync("/catalog/graph?by=owner", Reader.Default);
        await probe.Page.Locator("svg.graph a", new() { HasText = "team-payments" }).ClickAsync();
        await Expect(probe.Page).ToHaveURLAsync(new Regex("owner=team-payments"));
        await Expect(probe.Page.Locator("svg.graph a[href='/catalog/entry/ledger']")).ToHaveCountAsync(1);
        await Expect(probe.Page.Locator("svg.graph a[href='/catalog/entry/shop']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_numbers_of_compliance_lead_to_what_they_count()
    {
        await using var probe = await OpenAsync("/catalog/compliance", Reader.Default);
        var page = probe.Page;
        var behind = await page.Locator(".stat", new() { HasText = "Behind" }).Locator(".stat-value").InnerTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Behind", Exact = true }).ClickAsync();
        await Expect(page.Locator("#projects tbody tr")).ToHaveCountAsync(int.Parse(behind, System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("#projects tbody tr td[data-label=Outdated] a").First.ClickAsync();
        await Expect(page.Locator("#entry-uses .pill", new() { HasText = "Outdated" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_picture_alone_has_its_colours_and_runs_nothing()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/catalog/graph.svg?name=payments&depth=2");
        Assert.Equal(200, probe.Status);
        var fill = await probe.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.focus .body')).fill");
        Assert.Equal("rgb(37, 99, 201)", fill);
        Assert.Empty(probe.Problems);
        Assert.Equal(404, (await app.GetAsync("/catalog/graph.svg?name=nobody-knows-it")).Status);
        Assert.Equal(400, (await app.GetAsync("/catalog/graph.svg")).Status);
        Assert.Equal(400, (await app.GetAsync("/catalog/graph.svg?name=payments&depth=6")).Status);
    }

    private async Task<PageProbe> OpenAsync(string path, Reader reader)
    {
        var probe = await browser.OpenAsync(app.Address, "about:blank", reader);
        if (path.EndsWith("mainframe", StringComparison.Ordinal)) probe.Expected.Add(404);
        await probe.GoToAsync(path);
        Assert.Equal(probe.Expected.Contains(404) ? 404 : 200, probe.Status);
        return probe;
    }
}
