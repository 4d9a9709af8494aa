using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Feeds;

/// <summary>The calendar as another implementation reads it: Python's icalendar.</summary>
public sealed class CalendarTests(FeedApp feed) : IClassFixture<FeedApp>
{
    private const string ReadBack =
        """
        import icalendar, json, sys
        calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
        def show(e):
            row = {n: str(e[n]) for n in ('UID', 'SUMMARY', 'DESCRIPTION', 'STATUS', 'URL')}
            row['CATEGORIES'] = ','.join(str(c) for c in e['CATEGORIES'].cats)
            row.update({n: e.decoded(n).isoformat() for n in ('DTSTART', 'DTEND', 'DTSTAMP', 'LAST-MODIFIED') if n in e})
            row['errors'] = len(e.errors)
            return row
        assert calendar['VERSION'] == '2.0' and 'PRODID' in calendar
        print(json.dumps([show(e) for e in calendar.walk('VEVENT')]))
        """;

    private readonly string _service = Some.Name();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Planned_and_running_events_are_read_back_by_another_implementation()
    {
        const string title = "Déployer l’API, version 2; \"avec\" back\\slash – une phrase qui est bien plus longue que soixante-quinze octets 🚀";
        await feed.EventAsync(_service, "Over", "success", "2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z");
        await feed.EventAsync(_service, "Planned without a date", "planned");
        await feed.EventAsync(_service, "Too far away", "planned", "2026-09-01T08:00:00Z");
        var ended = await feed.EventAsync(_service, "Ended", "start");
        await feed.EventAsync(_service, "Ended well", "success", related: ended);
        var running = await feed.EventAsync(_service, "Running", "start", "2026-03-02T08:00:00Z");
        var planned = await feed.EventAsync(_service, title, "planned", "2026-03-05T20:00:00Z", "2026-03-05T22:00:00Z", environment: "UAT");

        var shown = await ReadAsync($"/calendar.ics?service={_service}");

        Assert.Equal([$"event-{running}@tracker", $"event-{planned}@tracker"], shown.Select(e => (string?)e!["UID"]));
        Assert.Equal(("2026-03-02T08:00:00+00:00", "2026-03-02T10:00:00+00:00"), (Text(shown[0], "DTSTART"), Text(shown[0], "DTEND")));
        Assert.Equal($"{title} ({_service}, UAT)", Text(shown[1], "SUMMARY"));
        Assert.Equal(("2026-03-05T20:00:00+00:00", "2026-03-05T22:00:00+00:00"), (Text(shown[1], "DTSTART"), Text(shown[1], "DTEND")));
        Assert.Equal(("TENTATIVE", "deployment"), (Text(shown[1], "STATUS"), Text(shown[1], "CATEGORIES")));
        Assert.Equal($"deployment, planned\nService: {_service}\nEnvironment: UAT", Text(shown[1], "DESCRIPTION"));
        Assert.EndsWith("/events/" + planned, Text(shown[1], "URL"), StringComparison.Ordinal);
        Assert.Equal(Text(shown[1], "DTSTAMP"), Text(shown[1], "LAST-MODIFIED"));
        Assert.All(shown, e => Assert.Equal(0, (int)e!["errors"]!));
    }

    [Fact]
    public async Task A_freeze_that_comes_again_is_there_each_time_for_ninety_days()
    {
        await FreezeAsync(new { reason = "Friday evening", service = _service, cron = "0 18 * * 5", durationSeconds = 3600, zone = "Europe/Paris" });
        await FreezeAsync(new { reason = "Audit", service = _service, environment = "prod", startsAt = "2026-03-01T00:00:00Z", endsAt = "2026-03-04T00:00:00Z" });

        var shown = await ReadAsync($"/calendar.ics?service={_service}&type=freeze");

        Assert.Equal(1 + 13, shown.Count);
        Assert.Equal(("Freeze: Audit", "2026-03-01T00:00:00+00:00"), (Text(shown[0], "SUMMARY"), Text(shown[0], "DTSTART")));
        // The clocks change between the two.
        Assert.Equal("2026-03-06T17:00:00+00:00", Text(shown[1], "DTSTART"));
        Assert.Equal(("2026-04-03T16:00:00+00:00", "2026-04-03T17:00:00+00:00"), (Text(shown[5], "DTSTART"), Text(shown[5], "DTEND")));
        Assert.Equal(shown.Count, shown.Select(e => Text(e, "UID")).Distinct().Count());
        Assert.Single(await ReadAsync($"/calendar.ics?service={_service}&type=freeze&environment=production"), e => Text(e, "SUMMARY") == "Freeze: Audit");
        Assert.DoesNotContain(await ReadAsync($"/calendar.ics?service={_service}&type=freeze&environment=uat"), e => Text(e, "SUMMARY") == "Freeze: Audit");
        Assert.Empty(await ReadAsync($"/calendar.ics?service={_service}&type=deployment"));
    }

    [Fact]
    public async Task What_is_the_same_is_not_sent_again()
    {
        await feed.EventAsync(_service, "Running", "start");
        using var first = await feed.App.Http.GetAsync($"/calendar.ics?service={_service}", Ct);
        Assert.Equal("text/calendar; charset=utf-8", first.Content.Headers.ContentType?.ToString());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/calendar.ics?service={_service}") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await feed.App.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task A_program_without_headers_of_its_own_shows_the_key_as_a_password()
    {
        using var stranger = new HttpClient { BaseAddress = feed.App.HttpAddress };
        using (var refused = await stranger.GetAsync("/calendar.ics", Ct))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Basic", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        }

        Assert.Equal(HttpStatusCode.OK, await WithAsync("calendar:" + FeedApp.Key));
        Assert.Equal(HttpStatusCode.OK, await WithAsync(FeedApp.Key + ":"));
        Assert.Equal(HttpStatusCode.Unauthorized, await WithAsync("calendar:wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await WithAsync(""));
        // Nowhere else: browsers send such credentials along by themselves.
        Assert.Equal(HttpStatusCode.Unauthorized, await WithAsync("calendar:" + FeedApp.Key, "/api/v1alpha1/events/list"));

        async Task<HttpStatusCode> WithAsync(string credentials, string path = "/calendar.ics")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
            using var answer = await stranger.SendAsync(request, Ct);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        Assert.Contains("type:", (await feed.App.GetAsync("/calendar.ics?type=party")).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await feed.App.GetAsync("/calendar.ics?environment=moon")).Status);
    }

    private async Task FreezeAsync(object window) => Assert.Equal(200, (await feed.App.PostAsync("/api/v1alpha1/freeze", window)).Status);

    private async Task<JsonArray> ReadAsync(string path)
    {
        Requires.That(await ForeignClient.MissingPythonAsync(Ct, "icalendar") is null, "Python's icalendar is not installed (Debian package python3-icalendar).");
        using var folder = new TempFolder();
        var (script, file) = (Path.Combine(folder.FullPath, "read.py"), Path.Combine(folder.FullPath, "calendar.ics"));
        await File.WriteAllTextAsync(script, ReadBack, Ct);
        await File.WriteAllBytesAsync(file, await feed.App.Http.GetByteArrayAsync(path, Ct), Ct);
        var run = await ForeignClient.RunAsync(ForeignClient.Python, [script, file], folder.FullPath, TimeSpan.FromSeconds(60), Ct);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonNode.Parse(run.Output)!.AsArray();
    }

    private static string Text(JsonNode? e, string name) => (string)e![name]!;
}
