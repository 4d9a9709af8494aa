using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Protocol.Catalogs;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;
using Type = Tracker.Protocol.Catalogs.Type;

namespace Tracker.BrowserTests.Catalog;

/// <summary>Entries written by hand, pages that change while they are open, and what strangers write into names.</summary>
// One after the other: what one stores, the pages of the other would show at once.
[Collection("Catalog")]
public sealed class CatalogFormTests(BrowserFixture browser, CatalogApp app)
{
    [Fact]
    public async Task An_entry_is_declared_by_keyboard_alone()
    {
        var name = Some.Name("typed");
        await using var probe = await browser.OpenAsync(app.Address, "/catalog");
        var page = probe.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "New entry" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("YAML").FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync($"name: {name}\ntype: library\nowner: team-web\n");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".flash")).ToContainTextAsync("1 created.");
        await Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await probe.AssertSoundAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_entry_is_previewed_changed_and_deleted(bool script)
    {
        var name = Some.Name("edited");
        await app.PutAsync(new() { Name = name, Type = Type.Project, Owner = "team-data" });
        await using var probe = await browser.OpenAsync(app.Address, "/catalog/entry/" + name, new Reader(JavaScript: script));
        var page = probe.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        var yaml = page.GetByLabel("YAML");
        await Expect(yaml).ToHaveValueAsync(new Regex("owner: team-data"));
        await yaml.FillAsync($"name: {name}\nowner: team-web\ndependencies_out: [ledger]\n---\nname: {name}-too\ntype: library\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var rows = page.Locator("#preview tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("owner");
        await Expect(rows.Last).ToContainTextAsync("created");
        Assert.Equal(404, (await app.GetAsync($"/api/v1alpha1/catalog?name={name}-too")).Status);

        await page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("1 created, 1 updated.");
        await probe.GoToAsync("/catalog/entry/" + name);
        await Expect(page.Locator("#entry-facts")).ToContainTextAsync("team-web");
        await Expect(page.Locator("svg.graph")).ToContainTextAsync("ledger");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync($"Deleted “{name}”");
        Assert.Equal(404, (await app.GetAsync("/api/v1alpha1/catalog?name=" + name)).Status);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_wrong_is_told_with_its_line_and_the_text_is_kept(bool script)
    {
        await using var probe = await browser.OpenAsync(app.Address, "/catalog/apply", new Reader(JavaScript: script));
        probe.Expected.Add(422);
        const string wrong = "name: kept\ntype: project\nplatfrom: kubernetes\n";
        await probe.Page.GetByLabel("YAML").FillAsync(wrong);
        await probe.Page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(probe.Page.Locator(".form-errors")).ToContainTextAsync(new Regex("line 3.*platfrom"));
        await Expect(probe.Page.GetByLabel("YAML")).ToHaveValueAsync(wrong);
        await probe.AssertSoundAsync();
    }

    [Fact]
    public async Task An_entry_that_is_stored_appears_on_the_open_list()
    {
        await using var probe = await browser.OpenAsync(app.Address, "/catalog?sort=-updated");
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        var name = Some.Name("live");
        await app.PutAsync(new() { Name = name, Type = Type.Library });
        await Expect(probe.Page.Locator("table.catalog tbody tr").Filter(new() { HasText = name })).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData("libs/http & co?#+ü")]
    [InlineData("../up/..")]
    [InlineData("50%2F50\\x")]
    [InlineData("//")]
    [InlineData("graph.svg")]
    [InlineData("emoji 🚚 \"quoted\"")]
    public async Task A_name_of_any_characters_has_a_page(string name)
    {
        var friend = Some.Name("friend");
        await app.PutAsync(new() { Name = name, Type = Type.Library, DependenciesIn = { friend } });
        await using var probe = await browser.OpenAsync(app.Address, "/catalog/entry/" + friend);
        probe.Expected.Add(404);
        await app.PutAsync(new() { Name = friend, Type = Type.Project });
        await probe.GoToAsync("/catalog/entry/" + friend);
        await probe.Page.Locator("svg.graph a:not(.focus)").ClickAsync();
        await Expect(probe.Page.Locator("h1")).ToHaveTextAsync(name);
        await Expect(probe.Page.Locator("#entry-facts")).ToBeVisibleAsync();
        await probe.Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(probe.Page.GetByLabel("YAML")).ToHaveValueAsync(new Regex("type: library"));
    }

    [Fact]
    public async Task What_a_client_sent_runs_nowhere()
    {
        const string evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>";
        var (name, other) = (evil + Some.Name(), evil + "2");
        await app.PutAsync(new()
        {
            Name = name,
            Type = Type.Project,
            Owner = evil,
            Version = evil,
            Link = "javascript:alert(1)",
            Repository = "data:text/html," + evil,
            Description = evil,
            System = evil,
            Lifecycle = evil,
            Tags = { "<script>alert(1)</script>" },
            DependenciesOut = { other },
            DependenciesIn = { evil },
            Sla = new() { Description = evil },
            UsedDeliverables = { new UsedDeliverable { Name = other, VersionUsed = evil, Description = evil } },
            CommunicationChannels = { new CommunicationChannel { Name = evil, Url = "javascript:alert(1)", Description = evil } },
            DashboardLinks = { new DashboardLink { Name = evil, Url = "javascript:alert(1)", Description = evil } },
            VulnerabilitySummary = new() { LowCount = 1, LastUpdated = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), Sources = { new VulnerabilitySource { Name = evil, Type = evil, Url = "javascript:alert(1)", Description = evil, ScanVersion = evil } } },
            InfrastructureResources = { new InfrastructureResource { Id = evil, Name = evil, Description = evil, Provider = evil, Region = evil, Endpoint = evil, Metadata = { [evil] = evil }, ConnectedServices = { evil } } },
        });
        await app.PutAsync(new() { Name = other, Type = Type.Package });
        await app.VersionsAsync(new() { Name = other, AvailableVersions = { evil }, LatestVersion = evil, ReferenceVersion = evil + "9" });
        await using var probe = await browser.OpenAsync(app.Address, "about:blank");
        probe.Page.Dialog += (_, _) => Assert.Fail("A script ran.");
        var query = Uri.EscapeDataString(name);
        foreach (var path in new[] { "/catalog?sort=-updated", "/catalog/entry?name=" + query, "/catalog/entry?name=" + Uri.EscapeDataString(other), "/catalog/apply?name=" + query, "/catalog/graph", "/catalog/graph?by=owner", "/catalog/graph?by=system", "/catalog/compliance?outdated=true", "/catalog/graph.svg?name=" + query })
        {
            await probe.GoToAsync(path);
            Assert.Equal(0, await probe.Page.Locator("main script, main img, main [onload], main [onerror], svg script, a[href^='javascript:'], a[href^='data:']").CountAsync());
            Assert.Empty(probe.Problems);
        }

        await probe.GoToAsync("/catalog/entry?name=" + query);
        await Expect(probe.Page.Locator("h1")).ToHaveTextAsync(name);
        Assert.Empty(await probe.WidthProblemsAsync());
    }
}
