using System.Globalization;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

/// <summary>A timeline in other forms.</summary>
public sealed class ExportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly string _context = Some.Name("export/");

    private string Latest => SomeMessage.PathOf(_context) + "/latest";

    [Fact]
    public async Task A_form_is_chosen_by_parameter_suffix_or_accept()
    {
        await fixture.PostAsync(SomeMessage.EventsOf(_context), new[] { SomeMessage.Timeline("v1.json", 0), SomeMessage.Start("a", 1) });
        await IsAsync("application/hal+json", Latest, null);
        await IsAsync("application/hal+json", Latest, "text/html, application/json;q=0.9, */*;q=0.1");
        await IsAsync("application/hal+json", Latest + "?format=hal", "text/csv");
        await IsAsync("text/csv", Latest + ".csv", null);
        await IsAsync("text/csv", Latest + "?format=csv", null);
        await IsAsync("text/csv", Latest, "text/csv");
        await IsAsync("text/csv", Latest, "application/hal+json;q=0.5, text/csv");
        await IsAsync("application/json", Latest + ".json", null);
        await IsAsync("application/json", Latest + "?format=json", "text/csv");
        // A label that ends like a suffix is a label.
        await IsAsync("application/hal+json", SomeMessage.PathOf(_context) + "/v1.json", null);
        await IsAsync("application/json", SomeMessage.PathOf(_context) + "/v1.json.json", null);
        var wrong = await fixture.GetAsync(Latest + "?format=xml");
        Assert.Equal(400, wrong.Status);
        Assert.Contains("hal, json, csv", wrong.TextAt("detail"));

        var links = (await fixture.GetAsync(Latest)).At("_links.alternate")!.AsArray();
        foreach (var link in links.Where(l => (string)l!["name"]! is "json" or "csv")) await IsAsync((string)link!["type"]!, (string)link["href"]!, null);
        Assert.Contains(links, l => (string)l!["name"]! == "csv");
    }

    [Fact]
    public async Task CSV_has_a_row_for_each_event_and_nothing_a_spreadsheet_would_run()
    {
        await fixture.PostAsync(SomeMessage.EventsOf(_context), new[]
        {
            SomeMessage.Start("build, all", 1, "web\"1\""), SomeMessage.End("build, all", 2.25, "web\"1\"", "failed"),
            SomeMessage.Single("=1+1", 3), SomeMessage.Start("\"open\"", 4),
        });
        var rows = (await fixture.GetAsync(Latest + ".csv")).Text.Split("\r\n");
        Assert.Equal("name,host,type,start,end,duration_seconds,status,progress,repeats", rows[0]);
        Assert.Equal($"\"build, all\",\"web\"\"1\"\"\",event,{Text(1)},{Text(2.25)},1.25,failed,ended,0", rows[1]);
        Assert.Equal($"'=1+1,,single,{Text(3)},,,,point,0", rows[2]);
        Assert.Equal($"\"\"\"open\"\"\",,event,{Text(4)},,,,open,0", rows[3]);
        Assert.Equal(["", "5"], [rows[4], rows.Length.ToString(CultureInfo.InvariantCulture)]);

        static string Text(double seconds) => SomeMessage.At(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Trace_events_are_what_viewers_open()
    {
        await fixture.PostAsync(SomeMessage.EventsOf(_context), new[]
        {
            SomeMessage.Timeline("build 7", 0),
            SomeMessage.Start("build", 1, "ci"), SomeMessage.Start("build.compile", 1, "ci"), SomeMessage.End("build.compile", 3, "ci"), SomeMessage.End("build", 5, "ci", "ok"),
            SomeMessage.Start("lint", 2, "ci"), SomeMessage.End("lint", 6, "ci"), SomeMessage.Single("tagged", 4), SomeMessage.Start("open", 4),
        });
        var trace = (await fixture.GetAsync(Latest + ".json")).Json;
        Assert.Equal(("ms", _context, "build 7"), ((string)trace["displayTimeUnit"]!, (string)trace["otherData"]!["context"]!, (string)trace["otherData"]!["label"]!));
        Assert.Equal(SomeMessage.At(1), (DateTimeOffset)trace["otherData"]!["begins"]!);
        var events = trace["traceEvents"]!.AsArray();
        var named = events.Where(e => (string)e!["ph"]! != "M").ToDictionary(e => (string)e!["args"]!["name"]!, e => e!.AsObject());
        Assert.Equal(("X", 0, 4_000_000), Shape(named["build"]));
        Assert.Equal(("X", 0, 2_000_000), Shape(named["build.compile"]));
        Assert.Equal(("compile", "build", "ok"), ((string)named["build.compile"]["name"]!, (string)named["build.compile"]["cat"]!, (string)named["build"]["args"]!["status"]!));
        Assert.Equal(("i", 3_000_000, null), Shape(named["tagged"]));
        Assert.Equal(("B", 3_000_000, null), Shape(named["open"]));
        // A child lies in its parent's row; what overlaps it has one of its own.
        Assert.Equal((int)named["build"]["tid"]!, (int)named["build.compile"]["tid"]!);
        Assert.NotEqual((int)named["build"]["tid"]!, (int)named["lint"]["tid"]!);
        Assert.Equal((int)named["build"]["pid"]!, (int)named["lint"]["pid"]!);
        Assert.NotEqual((int)named["build"]["pid"]!, (int)named["open"]["pid"]!);
        Assert.Equal([_context, "ci"], events.Where(e => (string)e!["name"]! == "process_name").Select(e => (string)e!["args"]!["name"]!).Order(StringComparer.Ordinal).OrderBy(n => n == "ci"));

        static (string, long, long?) Shape(JsonObject e) => ((string)e["ph"]!, (long)e["ts"]!, (long?)e["dur"]);
    }

    [Fact]
    public async Task A_timeline_without_events_has_all_forms()
    {
        await fixture.PostAsync(SomeMessage.PathOf(_context), new { label = "empty" });
        Assert.Empty((await fixture.GetAsync(Latest)).At("Events")!.AsArray());
        Assert.Null((await fixture.GetAsync(Latest)).At("First"));
        Assert.Empty((await fixture.GetAsync(Latest + ".json")).At("traceEvents")!.AsArray());
        Assert.EndsWith("repeats\r\n", (await fixture.GetAsync(Latest + ".csv")).Text);
    }

    private async Task IsAsync(string mediaType, string path, string? accept)
    {
        var answer = await fixture.GetAsync(path, accept);
        Assert.Equal((200, mediaType), (answer.Status, answer.MediaType?.Split(';')[0]));
    }
}
