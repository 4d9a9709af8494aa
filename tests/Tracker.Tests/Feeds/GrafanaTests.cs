using Tracker.Server.Feeds;
using Tracker.Testing;

namespace Tracker.Tests.Feeds;

/// <summary>By the contract that the documentation of simpod-json-datasource and SimpleJson describes.</summary>
public sealed class GrafanaTests(FeedApp feed) : IClassFixture<FeedApp>
{
    private const string Api = "/api/v1/grafana";

    private readonly string _service = Some.Name();

    [Fact]
    public async Task The_data_source_is_tested_by_a_plain_get()
    {
        Assert.Equal(200, (await feed.App.GetAsync(Api)).Status);
        Assert.Equal(200, (await feed.App.GetAsync(Api + "/")).Status);
    }

    [Fact]
    public async Task Variables_are_offered()
    {
        await feed.EventAsync(_service, "Deploy", "success");

        Assert.Contains(_service, (await feed.App.PostAsync(Api + "/search", new { target = "service" })).Json.AsArray().Select(v => (string?)v));
        Assert.Contains("production", (await feed.App.PostAsync(Api + "/search", new { target = "environment" })).Json.AsArray().Select(v => (string?)v));
        Assert.Equal(["service", "environment", "type"], (await feed.App.PostAsync(Api + "/search", new { target = "" })).Json.AsArray().Select(v => (string?)v));
        Assert.Equal(400, (await feed.App.PostAsync(Api + "/search", new { target = "moon" })).Status);
    }

    [Fact]
    public async Task Events_and_freezes_of_the_range_are_marked_the_newest_first()
    {
        await feed.EventAsync(_service, "Before", "success", "2026-02-01T08:00:00Z", "2026-02-01T09:00:00Z");
        await feed.EventAsync(_service, "Deploy 1", "success", "2026-02-10T08:00:00Z", "2026-02-10T08:30:00Z");
        await feed.EventAsync(_service, "Deploy 2", "failure", "2026-02-12T08:00:00Z", "2026-02-12T08:30:00Z");
        await feed.EventAsync(_service, "Down", "open", "2026-02-12T08:10:00Z", type: "incident");
        await feed.App.PostAsync("/api/v1alpha1/freeze", new { reason = "Audit", service = _service, startsAt = "2026-02-11T00:00:00Z", endsAt = "2026-02-11T12:00:00Z" });

        var all = await MarksAsync($"service:{_service}");
        Assert.Equal(["Down", "Deploy 2", "Freeze: Audit", "Deploy 1"], all.Select(m => m.Title));
        Assert.Equal(DateTimeOffset.Parse("2026-02-12T08:00:00Z").ToUnixTimeMilliseconds(), all[1].Time);
        Assert.Equal(DateTimeOffset.Parse("2026-02-12T08:30:00Z").ToUnixTimeMilliseconds(), all[1].TimeEnd);
        Assert.Equal(["deployment", "failure", _service, "production"], all[1].Tags);
        Assert.Null(all[0].TimeEnd);
        Assert.Equal(["Deploy 2", "Deploy 1"], (await MarksAsync($"service:{_service} type:deployment")).Select(m => m.Title));
        Assert.Equal(["Deploy 2"], (await MarksAsync($"service:{_service} status:failure")).Select(m => m.Title));
        Assert.Equal(["Freeze: Audit"], (await MarksAsync($"kind:freeze service:{_service}")).Select(m => m.Title));
        Assert.Equal(["Down", "Deploy 2", "Deploy 1"], (await MarksAsync($"kind:event service:{_service} env:prod")).Select(m => m.Title));
    }

    [Fact]
    public async Task The_annotation_comes_back_with_each_mark()
    {
        await feed.EventAsync(_service, "Deploy", "success", "2026-02-10T08:00:00Z");

        var mark = (await AskAsync($"service:{_service} kind:event")).At("0")!;

        Assert.Equal("changes", (string?)mark["annotation"]!["name"]);
    }

    [Fact]
    public async Task No_more_are_marked_than_a_chart_can_show()
    {
        for (var i = 0; i <= GrafanaApi.MaxAnnotations; i++) await feed.EventAsync(_service, $"Deploy {i}", "success", $"2026-02-10T{8 + (i / 60):00}:{i % 60:00}:00Z");

        var marks = await MarksAsync($"service:{_service}");

        Assert.Equal((GrafanaApi.MaxAnnotations, $"Deploy {GrafanaApi.MaxAnnotations}"), (marks.Count, marks[0].Title));
    }

    [Theory]
    [InlineData("kind:party", "kind may be event or freeze")]
    [InlineData("type:party", "is not one of")]
    public async Task A_query_that_cannot_be_asked_is_explained(string query, string message)
    {
        var answer = await AskAsync(query);
        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_is_required()
    {
        Assert.Contains("range", (await feed.App.PostAsync(Api + "/annotations", new { annotation = new { query = "" } })).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await feed.App.PostAsync(Api + "/annotations", new { range = new { from = "2026-03-02T00:00:00Z", to = "2026-03-01T00:00:00Z" } })).Status);
        Assert.Equal(400, (await feed.App.PostAsync(Api + "/annotations", "[]")).Status);
    }

    private async Task<List<Mark>> MarksAsync(string query) =>
        [.. (await AskAsync(query)).Json.AsArray().Select(m => new Mark((string)m!["title"]!, (long)m["time"]!, (long?)m["timeEnd"], [.. m["tags"]!.AsArray().Select(t => (string)t!)]))];

    private Task<Answer> AskAsync(string query) => feed.App.PostAsync(Api + "/annotations", new
    {
        range = new { from = "2026-02-05T00:00:00.000Z", to = "2026-03-01T00:00:00.000Z" },
        rangeRaw = new { from = "now-6h", to = "now" },
        annotation = new { name = "changes", datasource = "tracker", iconColor = "rgba(255, 96, 96, 1)", enable = true, query },
    });

    private sealed record Mark(string Title, long Time, long? TimeEnd, string[] Tags);
}
