using System.Net;
using Tracker.Server.Events.Views;
using Tracker.Testing;

namespace Tracker.Tests.Events.Views;

/// <summary>The pages as a browser without JavaScript meets them.</summary>
public sealed class EventPagesTests : IAsyncLifetime
{
    private static readonly string[] Pages =
        ["/events", "/events/streamline", "/events/streamline?by=environment&span=day", "/events/calendar", "/events/overlaps", "/events/overlaps?place=environment", "/events/drifts", "/events/rpa", "/events/new"];

    private TrackerApp _app = null!;
    private PageClient _pages = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync();
        _pages = new(_app);
    }

    public async ValueTask DisposeAsync()
    {
        _pages.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Every_page_says_on_an_empty_store_how_to_fill_it_and_is_found()
    {
        foreach (var page in Pages)
        {
            var (status, html) = await _pages.GetAsync(page);
            Assert.True(status == HttpStatusCode.OK, $"{page}: {status}");
            if (page is "/events" or "/events/drifts" or "/events/rpa") Assert.Contains($"curl -X POST {_app.HttpAddress}api/v1alpha1/event", html);
        }
    }

    [Fact]
    public async Task The_form_has_every_field_of_an_event_and_makes_one_of_it()
    {
        var (_, form) = await _pages.GetAsync("/events/new");
        foreach (var path in EventFormValues.Paths) Assert.Contains($"name=\"{path}\"", form);

        var (status, _, location) = await _pages.PostAsync(
            "/events/new", form, "event", ("title", "Deploy it"), ("attributes.type", "deployment"), ("attributes.service", "shop"),
            ("attributes.start_date", "2026-11-20T10:00"), ("attributes.tags", "one\r\ntwo"));
        Assert.Equal(HttpStatusCode.Redirect, status);
        var stored = (await _app.GetAsync("/api/v1alpha1" + location!.Replace("/events/", "/event/"))).At("event.attributes")!;
        Assert.Equal("2026-11-20T10:00:00Z", stored["startDate"]!.ToString());
        Assert.Equal(2, stored["tags"]!.AsArray().Count);
        Assert.Contains("Recorded “Deploy it”.", WebUtility.HtmlDecode((await _pages.GetAsync(location)).Html));
        Assert.DoesNotContain("Recorded “Deploy it”.", WebUtility.HtmlDecode((await _pages.GetAsync(location)).Html));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_event()
    {
        var (_, form) = await _pages.GetAsync("/events/new");
        (string, string)[] values = [("title", "Once"), ("attributes.type", "operation"), ("attributes.service", "shop")];
        var first = await _pages.PostAsync("/events/new", form, "event", values);
        var second = await _pages.PostAsync("/events/new", form, "event", values);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal("1", (await _app.GetAsync("/api/v1alpha1/events/list")).TextAt("totalCount"));

        var other = await _pages.PostAsync("/events/new", form, "event", [("title", "Another"), .. values[1..]]);
        Assert.Contains("sent before", other.Html);
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_told_beside_its_field_and_nothing_typed_is_lost()
    {
        var (_, form) = await _pages.GetAsync("/events/new");
        var (status, html, _) = await _pages.PostAsync("/events/new", form, "event", ("title", "Kept <b>"), ("attributes.type", "drift"), ("attributes.service", " "), ("attributes.owner", "li.na"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("id=\"f-attributes-service-error\">Service is required.", html);
        Assert.Contains("value=\"Kept &lt;b&gt;\"", html);
        Assert.Contains("value=\"li.na\"", html);
        Assert.Contains("value=\"drift\" selected", html);

        html = (await _pages.PostAsync(
            "/events/new", form, "event", ("title", "T"), ("attributes.type", "drift"), ("attributes.service", "s"),
            ("attributes.start_date", "2026-11-20T10:00"), ("attributes.end_date", "2026-11-20T09:00"))).Html;
        Assert.Contains("id=\"f-attributes-end_date-error\">End is before start.", html);

        html = (await _pages.PostAsync("/events/new", form, "event", ("title", "T"), ("attributes.type", "drift"), ("attributes.service", new string('s', 201)))).Html;
        Assert.Contains("id=\"f-attributes-service-error\">", html);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var id = await CreateAsync();
        foreach (var path in new[] { "/events/new", $"/events/{id}", $"/events/{id}/edit", $"/events/{id}/delete" })
        {
            var (status, _, _) = await _pages.PostAsync(path, "<form __RequestVerificationToken value=\"event\"></form>", "event", ("title", "T"));
            Assert.True(status == HttpStatusCode.BadRequest, $"{path}: {status}");
        }

        Assert.Equal("1", (await _app.GetAsync("/api/v1alpha1/events/list")).TextAt("totalCount"));
    }

    [Fact]
    public async Task An_edit_changes_what_was_changed_and_leaves_what_others_changed_meanwhile()
    {
        var id = await CreateAsync();
        var (_, form) = await _pages.GetAsync($"/events/{id}/edit");
        await _app.PutAsync("/api/v1alpha1/event", new { id, attributes = new { owner = "somebody.else" } });
        var values = Shown(form).Select(v => v.Key == "attributes.status" ? (v.Key, "success") : (v.Key, v.Value)).ToArray();
        var (status, _, location) = await _pages.PostAsync($"/events/{id}/edit", form, "event", values);
        Assert.Equal((HttpStatusCode.Redirect, $"/events/{id}"), (status, location));
        var e = (await _app.GetAsync($"/api/v1alpha1/event/{id}")).At("event")!;
        Assert.Equal("success", e["attributes"]!["status"]!.ToString());
        Assert.Equal("somebody.else", e["attributes"]!["owner"]!.ToString());
        Assert.Equal(["created", "locked", "approved", "status_changed", "unlocked"], e["changelog"]!.AsArray().Select(c => c!["changeType"]!.ToString()));
    }

    [Fact]
    public async Task The_detail_page_takes_a_comment_a_status_and_the_deletion()
    {
        var id = await CreateAsync(slackId: "C42");
        var (_, page) = await _pages.GetAsync("/events/C42");
        Assert.Contains(id, page);
        Assert.Equal(HttpStatusCode.Redirect, (await _pages.PostAsync($"/events/{id}", page, "comment", ("entry.comment", "All is well"), ("entry.user", "li.na"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await _pages.PostAsync($"/events/{id}", page, "status", ("attributes.status", "failure"))).Status);
        page = (await _pages.GetAsync($"/events/{id}")).Html;
        Assert.Contains("All is well", page);
        Assert.Contains(">Failure</span>", page);

        var (status, _, location) = await _pages.PostAsync($"/events/{id}/delete", page, null);
        Assert.Equal((HttpStatusCode.Redirect, "/events"), (status, location));
        Assert.Equal(HttpStatusCode.NotFound, (await _pages.GetAsync($"/events/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _pages.GetAsync($"/events/{id}/edit")).Status);
    }

    [Fact]
    public async Task Every_number_and_the_export_lead_to_what_they_count()
    {
        await CreateAsync();
        await _app.PostAsync("/api/v1alpha1/event", new { title = "Slow", attributes = new { type = "incident", service = "search", status = "open", priority = "P1", environment = "production" } });
        var (_, html) = await _pages.GetAsync("/events?type=incident&priority=P1&environment=prod&q=service:search&from=2020-01-01");
        Assert.Contains("1–1 of 1", WebUtility.HtmlDecode(html));
        var api = WebUtility.HtmlDecode(html.Split("href=\"/api/")[1].Split('"')[0]);
        var answer = await _app.GetAsync("/api/" + api);
        Assert.Equal((200, "1"), (answer.Status, answer.TextAt("totalCount")));
        Assert.Contains("1–1 of 1", WebUtility.HtmlDecode((await _pages.GetAsync("/events?status=open")).Html));
    }

    [Fact]
    public async Task A_reader_who_may_not_write_is_offered_no_form()
    {
        var settings = new Dictionary<string, string> { ["API_KEY"] = "a key for pipelines, long enough to be one", ["TRACKER_ALLOW_ANONYMOUS"] = "read" };
        await using var app = await TrackerApp.StartAsync(settings);
        app.Http.DefaultRequestHeaders.Add("X-API-KEY", settings["API_KEY"]);
        var id = (await app.PostAsync("/api/v1alpha1/event", new { title = "Deploy", attributes = new { type = "deployment", service = "shop" } })).TextAt("event.metadata.id");
        using var pages = new PageClient(app);
        Assert.DoesNotContain("/events/new\"", (await pages.GetAsync("/events")).Html);
        var (status, html) = await pages.GetAsync("/events/" + id);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("method=\"post\"", html);
        Assert.NotEqual(HttpStatusCode.OK, (await pages.GetAsync("/events/new")).Status);
    }

    [Theory]
    [InlineData("type=earthquake", "earthquake")]
    [InlineData("q=status:nothing", "status")]
    [InlineData("from=yesterday", "yesterday")]
    [InlineData("from=2026-11-20&to=2026-11-01", "From is after To")]
    [InlineData("page=2001", "narrow")]
    public async Task A_filter_that_cannot_be_is_told_and_is_no_failure(string query, string told)
    {
        var (status, html) = await _pages.GetAsync("/events?" + query);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(told, WebUtility.HtmlDecode(html));
    }

    [Theory]
    [InlineData("/events?page=0&page=x&from=0001-01-01&to=9999-12-31")]
    [InlineData("/events?service=%00&q=%22%22%22&owner=%F0%9F%98%80")]
    [InlineData("/events/streamline?date=9999-99-99&span=month&by=x&limit=-1&status=nope")]
    [InlineData("/events/streamline?date=8999-12-31")]
    [InlineData("/events/calendar?month=0000-00")]
    [InlineData("/events/calendar?month=1901-01&type=deployment")]
    [InlineData("/events/overlaps?from=2020-01-01&to=2026-01-01&page=7")]
    [InlineData("/events/drifts?days=x")]
    [InlineData("/events/rpa?days=-4")]
    [InlineData("/events/new?follows=%2e%2e%2f&type=x")]
    public async Task Odd_addresses_do_no_harm(string path) => Assert.Equal(HttpStatusCode.OK, (await _pages.GetAsync(path)).Status);

    [Fact]
    public async Task What_a_client_sent_is_never_markup()
    {
        const string evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        var now = DateTimeOffset.UtcNow;
        foreach (var (type, status) in new[] { ("deployment", "start"), ("operation", "success"), ("drift", "open"), ("rpa_usage", "failure") })
        {
            var created = await _app.PostAsync("/api/v1alpha1/event", new
            {
                title = evil,
                slackId = evil,
                links = new { pullRequestLink = "javascript:alert(1)//" + evil, ticket = evil },
                attributes = new
                {
                    type,
                    status,
                    service = evil,
                    message = evil,
                    source = evil,
                    owner = evil,
                    host = evil,
                    version = evil,
                    environment = "production",
                    tags = new[] { evil },
                    stakeHolders = new[] { evil },
                    notifications = new[] { evil },
                    startDate = now.AddHours(-3),
                    endDate = status == "start" ? null : (DateTimeOffset?)now.AddHours(-1),
                },
            });
            var id = created.TextAt("event.metadata.id");
            await _app.PostAsync($"/api/v1alpha1/event/{id}/changelog", new { entry = new { user = evil, field = evil, oldValue = evil, newValue = evil, comment = evil } });
            await AssertHarmlessAsync($"/events/{id}");
            await AssertHarmlessAsync($"/events/{id}/edit");
            await AssertHarmlessAsync($"/events/new?follows={id}");
        }

        foreach (var page in Pages) await AssertHarmlessAsync(page);
        await AssertHarmlessAsync("/events?service=" + Uri.EscapeDataString(evil) + "&q=" + Uri.EscapeDataString(evil) + "&type=" + Uri.EscapeDataString(evil));
    }

    private async Task AssertHarmlessAsync(string path)
    {
        var (status, html) = await _pages.GetAsync(path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status}");
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("href=\"javascript:", html);
    }

    private async Task<string> CreateAsync(string? slackId = null) =>
        (await _app.PostAsync("/api/v1alpha1/event", new { title = "Deploy", slackId, attributes = new { type = "deployment", service = "shop", status = "start", message = "one\ntwo" } }))
            .TextAt("event.metadata.id");

    /// <summary>What the controls of a form hold, as its hidden original says.</summary>
    private static Dictionary<string, string> Shown(string form) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(WebUtility.HtmlDecode(form.Split("name=\"original\" value=\"")[1].Split('"')[0]))!;
}
