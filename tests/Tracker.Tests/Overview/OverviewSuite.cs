using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Search.Pages;

namespace Tracker.Tests.Overview;

public sealed class SqliteOverviewTests(OverviewAppFixture fixture) : OverviewSuite(fixture), IClassFixture<OverviewAppFixture>;

public sealed class PostgresOverviewTests(OverviewPostgresFixture fixture) : OverviewSuite(fixture), IClassFixture<OverviewPostgresFixture>;

/// <summary>How everything stands, and one search over it.</summary>
public abstract partial class OverviewSuite(OverviewAppFixture fixture)
{
    /// <summary>Pages of a user's own account, and what comes before there is one.</summary>
    private static readonly string[] NotForKeys = ["/account", "/register", "/sign-in"];

    [Fact]
    public async Task The_overview_has_the_part_of_every_module()
    {
        var now = (await fixture.GetAsync("/api/v1/overview")).At("overview")!;
        Assert.Equal(["events", "tasks", "catalog", "locks", "timelines", "runs"], now["inUse"]!.AsArray().Select(m => m!.ToString()));
        Assert.Equal((1, 1, 1), ((int)now["deployments"]!["succeeded"]!, (int)now["deployments"]!["failed"]!, (int)now["deployments"]!["running"]!));
        Assert.Equal(1, (int)now["incidents"]!["open"]!);
        Assert.Equal((4, 1, 2), ((int)now["tasks"]!["total"]!, (int)now["tasks"]!["late"]!, (int)now["tasks"]!["down"]!));
        Assert.Equal(1, (int)now["timelines"]!["running"]!);
        Assert.Equal("build 42", now["timelines"]!["first"]![0]!["title"]!.ToString());
        Assert.Equal((1, 1), ((int)now["runs"]!["active"]!, (int)now["runs"]!["lost"]!));
        Assert.Equal((3, 1), ((int)now["locks"]!["held"]!, (int)now["locks"]!["waiting"]!));
        Assert.Contains(now["locks"]!["first"]!.AsArray(), l => l!["service"]!.ToString() == "search" && l["who"]!.ToString() == "ada");
        Assert.NotEmpty(now["activity"]!.AsArray());
        Assert.Equal(2, (int)(await fixture.GetAsync("/api/v1/overview", OverviewAppFixture.AdminKey)).At("overview.runs.active")!);
    }

    [Fact]
    public async Task What_needs_somebody_comes_first_and_leads_to_it()
    {
        var rows = (await fixture.GetAsync("/api/v1/overview")).At("overview.attention")!.AsArray();
        Assert.Equal(["deployment.frozen", "incident.open", "task.down", "task.down"], rows.Where(r => Text(r, "urgency") == "bad").Select(r => Text(r, "kind")).Order());
        var incident = Assert.Single(rows, r => Text(r, "kind") == "incident.open");
        Assert.Equal(("Card payments are refused", "P1 · payments · Production"), (Text(incident, "title"), Text(incident, "detail")));
        Assert.Equal(200, (await fixture.GetAsync(Text(incident, "link"))).Status);
        Assert.Equal("ledger 9 is under way in a freeze", Text(Assert.Single(rows, r => Text(r, "kind") == "deployment.frozen"), "title"));
    }

    [Fact]
    public async Task A_lock_that_somebody_waits_for_and_a_run_that_was_lost_need_somebody()
    {
        var now = (await fixture.GetAsync("/api/v1/overview")).At("overview")!;
        var contested = Assert.Single(now["attention"]!.AsArray(), r => Text(r, "kind") == "lock.contested");
        Assert.Equal(("1 waits for shop · production · deployment", "held by li.na", "warning"), (Text(contested, "title"), Text(contested, "detail"), Text(contested, "urgency")));
        Assert.Equal(("shop", 1), (Text(now["locks"]!["first"]![0], "service"), (int)now["locks"]!["first"]![0]!["waiting"]!));
        var lost = Assert.Single(now["attention"]!.AsArray(), r => Text(r, "kind") == "run.lost");
        Assert.Equal("stuck build is lost: no sample comes any more", Text(lost, "title"));
        Assert.EndsWith(" · node-7", Text(lost, "detail"), StringComparison.Ordinal);
        foreach (var row in new[] { contested, lost }) Assert.Equal(200, (await fixture.GetAsync(Text(row, "link"))).Status);
        Assert.Equal("/runs/" + fixture.LostRun, Text(lost, "link"));
    }

    /// <summary>As somebody sees it who follows the link.</summary>
    [Fact]
    public async Task Each_number_has_as_many_as_the_list_it_leads_to()
    {
        var tiles = Tile().Matches((await fixture.GetAsync("/")).Text).ToDictionary(
            m => m.Groups["title"].Value, m => (Link: WebUtility.HtmlDecode(m.Groups["link"].Value), Value: int.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture)));
        Assert.Equal(["Deployments today", "Events today", "Locks held", "Open incidents", "Runs under way", "Tasks late or down"], tiles.Keys.Order());
        Assert.Equal((2, 1, 3, 1), (tiles["Deployments today"].Value, tiles["Open incidents"].Value, tiles["Tasks late or down"].Value, tiles["Runs under way"].Value));
        foreach (var (title, tile) in tiles)
        {
            var page = await fixture.GetAsync(tile.Link);
            Assert.Equal(200, page.Status);
            var rows = page.Text.Split("<tbody>")[1].Split("</tbody>")[0].Split("<tr").Length - 1;
            Assert.Equal((title, tile.Link, tile.Value), (title, tile.Link, rows));
        }
    }

    [Fact]
    public async Task What_is_open_is_found_by_the_search_of_events_too()
    {
        var open = await fixture.GetAsync("/api/v1alpha1/events/search?query=is:open");
        Assert.Equal(["Card payments are refused", "ledger 9"], open.At("events")!.AsArray().Select(e => e!["title"]!.ToString()).Order());
    }

    [Fact]
    public async Task What_comes_within_a_day_is_listed_in_its_order()
    {
        var planned = (await fixture.GetAsync("/api/v1/overview")).At("overview.planned")!.AsArray();
        Assert.Equal(["Move the shop", "Inventory"], planned.Select(p => Text(p, "title")));
        Assert.Equal(["operation", "freeze"], planned.Select(p => Text(p, "kind")));
    }

    [Fact]
    public async Task The_number_of_events_is_that_of_the_list_behind_it()
    {
        var today = DateTimeOffset.UtcNow.UtcDateTime.Date;
        var list = await fixture.GetAsync($"/api/v1alpha1/events/search?start_date={today:yyyy-MM-dd}T00:00:00Z&end_date={today:yyyy-MM-dd}T23:59:59.999999Z");
        Assert.Equal((int)list.At("totalCount")!, (int)(await fixture.GetAsync("/api/v1/overview")).At("overview.events.today")!);
    }

    [Fact]
    public async Task A_zone_that_is_none_is_refused_and_named()
    {
        var refused = await fixture.GetAsync("/api/v1/overview?zone=Nowhere");
        Assert.Equal(400, refused.Status);
        Assert.Contains("zone must be an IANA time zone", refused.Text);
        Assert.Equal(200, (await fixture.GetAsync("/api/v1/overview?zone=Asia/Tokyo")).Status);
    }

    [Theory]
    [InlineData("payments", "catalog", "payments", "exact")]
    [InlineData("C77", "events", "Card payments are refused", "exact")]
    [InlineData("card refu", "events", "Card payments are refused", "part")]
    [InlineData("SEARCH", "locks", "search · production · index", "exact")]
    [InlineData("reindex", "locks", "search · production · index", "part")]
    [InlineData("backup led", "tasks", "backup of ledger", "part")]
    [InlineData("Backup of", "tasks", "backup of ledger", "prefix")]
    [InlineData("ci/b", "timelines", "ci/build", "prefix")]
    [InlineData("build 42", "timelines", "build 42", "exact")]
    [InlineData("nightly", "runs", "nightly build", "prefix")]
    [InlineData("inventory", "freezes", "Inventory", "exact")]
    [InlineData("overlap", "pages", "Overlapping events", "prefix")]
    public async Task A_search_finds_it(string text, string group, string title, string match)
    {
        // Full text is filled in the background.
        var hit = await Tracker.Testing.Poll.ForAsync(async () => Hits(await SearchAsync(text), group).FirstOrDefault(h => Text(h, "title") == title));
        Assert.Equal(match, Text(hit, "match"));
        Assert.Equal(200, (await fixture.GetAsync(Text(hit, "link"))).Status);
    }

    [Fact]
    public async Task A_number_finds_what_is_called_by_it()
    {
        Assert.Contains(Hits(await SearchAsync(fixture.BackupTask), "tasks"), h => Text(h, "link") == $"/tasks/{fixture.BackupTask}" && Text(h, "match") == "exact");
        Assert.Contains(Hits(await SearchAsync(fixture.Run), "runs"), h => Text(h, "link") == $"/runs/{fixture.Run}");
    }

    [Fact]
    public async Task Runs_of_others_are_found_by_administrators_alone()
    {
        Assert.Empty(Hits(await SearchAsync("nightly secret"), "runs"));
        Assert.Empty(Hits(await SearchAsync(fixture.OthersRun), "runs"));
        Assert.Single(Hits((await fixture.GetAsync("/api/v1/search?q=nightly%20secret", OverviewAppFixture.AdminKey)).Json, "runs"));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("'")]
    [InlineData("\"*\" OR")]
    [InlineData("a\\_b NEAR(")]
    [InlineData("<script>alert(1)</script>")]
    public async Task Nothing_that_is_typed_is_syntax(string text)
    {
        var answer = await SearchAsync(text);
        Assert.DoesNotContain(answer["groups"]!.AsArray(), g => Text(g!, "problem").Length > 0);
        if (text == "%") Assert.Empty(answer["groups"]!.AsArray());
        var page = await fixture.GetAsync("/search?q=" + Uri.EscapeDataString(text));
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("<script>alert", page.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0000b")]
    public async Task A_search_for_nothing_is_refused(string text) =>
        Assert.Equal(400, (await fixture.GetAsync("/api/v1/search?q=" + Uri.EscapeDataString(text))).Status);

    /// <summary>Also where the store is read in truth asynchronously, and a page is rendered before it has read anything.</summary>
    [Fact]
    public async Task Every_page_is_found_and_has_a_title_and_one_heading()
    {
        var paths = fixture.App.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && !e.RoutePattern.RawText!.Contains('{'))
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Except(NotForKeys).ToList();
        Assert.True(paths.Count > 30, string.Join(' ', paths));
        Assert.Superset(PageSearch.Others.Select(p => p.Link).ToHashSet(), paths.ToHashSet());
        var wrong = new List<string>();
        foreach (var path in paths)
        {
            var page = await fixture.GetAsync(path, OverviewAppFixture.AdminKey);
            if (page.Status != 200) wrong.Add($"{path}: {page.Status}");
            else if (!TitleOfPage().IsMatch(page.Text)) wrong.Add(path + " has no title");
            else if (page.Text.Split("<h1").Length != 2) wrong.Add(path + " has not one heading");
        }

        Assert.Empty(wrong);
    }

    private async Task<JsonNode> SearchAsync(string text) => (await fixture.GetAsync("/api/v1/search?q=" + Uri.EscapeDataString(text))).Json;

    private static IEnumerable<JsonNode> Hits(JsonNode answer, string group) =>
        answer["groups"]!.AsArray().Where(g => Text(g!, "name") == group).SelectMany(g => g!["hits"]!.AsArray()).Select(h => h!);

    [GeneratedRegex("""<p class="stat-title"><a href="(?<link>[^"]*)">(?<title>[^<]*)</a></p>\s*<div>\s*<p class="stat-value">(?<value>\d+)""")]
    private static partial Regex Tile();

    [GeneratedRegex("<title>[^<]+ · Tracker</title>")]
    private static partial Regex TitleOfPage();

    private static string Text(JsonNode? node, string name) => node![name]!.ToString();
}
