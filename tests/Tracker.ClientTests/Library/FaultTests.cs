using System.Net;
using Tracker.Client;
using Tracker.Client.Events;
using Tracker.Client.Tasks;

namespace Tracker.ClientTests.Library;

/// <summary>What stands between a client and its server fails in every way that it can.</summary>
public sealed class FaultTests
{
    private const string Key = "a-secret-key";
    private const string Job = """{"id": 7}""";

    [Fact]
    public async Task A_post_is_repeated_under_one_key_after_what_the_server_asked_for()
    {
        await using var server = new FaultyServer(
            FaultyServer.Answers(503, """{"title":"Busy"}""", "application/problem+json", "Retry-After: 1\r\n"), FaultyServer.IsCut, FaultyServer.Answers(201, Job));
        await using var client = Client(server);
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal(7, await client.TrackJobAsync(1));

        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Header("Idempotency-Key")).Distinct(), k => k is { Length: >= 32 });
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Two_calls_have_two_keys()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(201, Job));
        await using var client = Client(server);

        await client.TrackJobAsync(1);
        await client.TrackJobAsync(1);

        Assert.Equal(2, server.Requests.Select(r => r.Header("Idempotency-Key")).Distinct().Count());
    }

    [Fact]
    public async Task A_server_that_asks_for_more_patience_than_there_is_ends_the_call()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(503, "{}", headers: "Retry-After: 3600\r\n"));
        await using var client = Client(server);

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.TrackJobAsync(1));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromHours(1), 1), (failure.Status!.Value, failure.RetryAfter!.Value, failure.Attempts));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_would_happen_twice_is_not_repeated_once_it_may_have_arrived()
    {
        await using var cut = new FaultyServer(FaultyServer.Says(""));
        await using var busy = new FaultyServer(FaultyServer.Answers(503, "{}"));
        await using var first = Client(cut);
        await using var second = Client(busy);

        var lost = await Assert.ThrowsAsync<TrackerException>(() => first.Tasks.Pings.SendAsync(PingAddress.Of(Guid.NewGuid())));
        var refused = await Assert.ThrowsAsync<TrackerException>(() => second.Tasks.ReportAsync(ReportNotify.Always));

        Assert.Equal((null, 1, 1), (lost.Status, cut.Requests.Count, busy.Requests.Count));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
    }

    [Fact]
    public async Task What_was_one_too_many_is_repeated_always()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(429, "too many", "text/plain", "Retry-After: 0\r\n"), FaultyServer.Answers(200, "OK", "text/plain"));
        await using var client = Client(server);

        await client.Tasks.Pings.SendAsync(PingAddress.Of(Guid.NewGuid()));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_is_refused_is_not_repeated()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(400, """{"title":"Bad Request","status":400,"detail":"name is required.","reason":"missing","traceId":"00-1-2-00","errors":{"name":["is required"]}}""", "application/problem+json"));
        await using var client = Client(server);

        var refused = await Assert.ThrowsAsync<TrackerException>(() => client.Tasks.CreateAsync(new() { Name = "" }));

        Assert.Equal(("Bad Request", "name is required.", "missing"), (refused.Title, refused.Detail, refused.Fields["reason"]));
        Assert.Equal("""{"name":["is required"]}""", refused.Fields["errors"]);
        Assert.Equal($"POST /api/tasks: 400 Bad Request: name is required.", refused.Message);
        Assert.Equal($"00-{refused.RequestId}-", Assert.Single(server.Requests).Header("traceparent")![..36]);
    }

    [Fact]
    public async Task A_call_inside_a_trace_is_a_part_of_it()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(201, Job));
        await using var client = Client(server);
        using var activity = new System.Diagnostics.Activity("deploy").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();

        await client.TrackJobAsync(1);

        Assert.Equal(activity.Id, Assert.Single(server.Requests).Header("traceparent"));
    }

    [Fact]
    public async Task A_delete_whose_answer_was_lost_is_done_when_there_is_nothing_left()
    {
        await using var server = new FaultyServer(FaultyServer.IsCut, FaultyServer.Answers(404, "{}"));
        await using var other = new FaultyServer(FaultyServer.Answers(404, "{}"));
        await using var client = Client(server);
        await using var second = Client(other);

        await client.Tasks.DeleteAsync(7);

        Assert.Equal(2, server.Requests.Count);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => second.Tasks.DeleteAsync(7))).IsNotFound);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        await using var server = new FaultyServer(FaultyServer.NeverAnswers);
        await using var client = Client(server, o => o with { Timeout = TimeSpan.FromMilliseconds(200), Retries = 2 });

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"));

        Assert.Equal((null, 3, 3), (failure.Status, failure.Attempts, server.Requests.Count));
        Assert.Contains("no answer", failure.Message);
        Assert.Contains("0.2 s", failure.Message);
    }

    [Fact]
    public async Task An_answer_that_stops_in_the_middle_is_given_up_too()
    {
        await using var server = new FaultyServer(async (stream, ct) =>
        {
            await FaultyServer.IsCut(stream, ct);
            await FaultyServer.NeverAnswers(stream, ct);
        });
        await using var client = Client(server, o => o with { Timeout = TimeSpan.FromMilliseconds(200), Retries = 0 });

        Assert.Contains("no answer", (await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"))).Message);
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_its_own_exception()
    {
        await using var server = new FaultyServer(FaultyServer.NeverAnswers);
        await using var client = Client(server);
        using var cancel = new CancellationTokenSource();
        var call = client.Events.GetAsync("x", cancel.Token);

        await Tracker.Testing.Poll.UntilAsync(() => server.Requests.Count == 1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>hello</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1,2,3]")]
    [InlineData("""{"event":null}""")]
    [InlineData("""{"event":{"title":"x"}}""")]
    [InlineData("""{"event":{"title":1,"attributes":{},"metadata":{"id":"x"}}}""")]
    [InlineData("""{"event":{"title":"x","attributes":{"startDate":"yesterday"},"metadata":{"id":"x"}}}""")]
    [InlineData("""{"event":{"title":"x","attributes":{},"metadata":{"id":"x","duration":"1e999s"}}}""")]
    public async Task An_answer_that_is_none_is_told_as_such(string body)
    {
        await using var server = new FaultyServer(FaultyServer.Answers(200, body));
        await using var client = Client(server);

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"));

        Assert.Contains("not one of a Tracker server", failure.Message);
    }

    [Fact]
    public async Task Names_that_a_newer_server_has_do_no_harm()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(200, """{"event":{"title":"x","attributes":{"type":"moon_landing","status":99,"service":"s"},"metadata":{"id":"x"},"more":{"a":[1]}}}"""));
        await using var client = Client(server);

        var shown = await client.Events.GetAsync("x");

        Assert.Equal((EventType.Unspecified, EventStatus.Unspecified, "s"), (shown.Attributes.Type!.Value, shown.Attributes.Status!.Value, shown.Attributes.Service));
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 two hundred\r\n\r\n")]
    public async Task What_is_no_http_is_no_answer(string text)
    {
        await using var server = new FaultyServer(FaultyServer.Says(text));
        await using var client = Client(server, o => o with { Retries = 1 });

        Assert.Null((await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"))).Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n")]
    [InlineData("HTTP/1.1 500 No\r\nContent-Type: application/json\r\n\r\n", "")]
    public async Task An_answer_without_an_end_is_not_read_to_it(string head, string chunk)
    {
        await using var server = new FaultyServer(FaultyServer.NeverEnds(head, chunk + new string('x', 0x1000) + (chunk.Length > 0 ? "\r\n" : "")));
        await using var client = Client(server, o => o with { LargestAnswer = 100_000 });

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"));

        Assert.Contains("more than 100000 bytes", failure.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_proxys_page_is_not_repeated_to_the_reader()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(502, "<html>Bad gateway, ask \u001b[31m admin</html>", "text/html"));
        await using var client = Client(server, o => o with { Retries = 1 });

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"));

        Assert.Equal("GET /api/v1alpha1/event/{id}: 502 Something (2 attempts)", failure.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_key()
    {
        await using var elsewhere = new FaultyServer(FaultyServer.Answers(200, "{}"));
        await using var server = new FaultyServer(FaultyServer.Answers(302, "", headers: $"Location: {elsewhere.Address}\r\n"));
        await using var client = Client(server);

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.Events.GetAsync("x"));

        Assert.Equal(HttpStatusCode.Redirect, failure.Status);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again_even_for_what_would_happen_twice()
    {
        var server = new FaultyServer(FaultyServer.NeverAnswers);
        await server.DisposeAsync();
        var address = new UriBuilder("http", "127.0.0.1", Tracker.Testing.Ports.FreeTcp()).Uri;
        await using var client = new TrackerClient(Key, new() { Server = address, Retries = 1 });

        var failure = await Assert.ThrowsAsync<TrackerException>(() => client.Tasks.Pings.SendAsync(PingAddress.Of(Guid.NewGuid())));

        Assert.Equal((null, 2), (failure.Status, failure.Attempts));
        Assert.Contains("cannot be reached", failure.Message);
    }

    [Fact]
    public async Task A_stream_that_ends_is_opened_where_it_ended()
    {
        const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
        await using var server = new FaultyServer(
            FaultyServer.Says(Head + "event: snapshot\nid: one\ndata: {\"Id\":\"a\",\"Label\":\"\",\"Context\":\"c\",\"Events\":[]}\n\n"),
            FaultyServer.Answers(503, "{}"),
            FaultyServer.IsCut,
            FaultyServer.Says(Head + "event: beat\ndata: \n\nevent: event\ndata: {\"Name\":\"step\",\"Start\":\"2026-01-02T03:04:05Z\",\"Type\":\"event\",\"Progress\":\"open\"}\n\nevent: gone\ndata: \n\n"));
        await using var client = Client(server);

        var changes = await client.Timelines.FollowAsync("c").AllAsync();

        Assert.Equal(["a", "step"], changes.Select(c => c.Snapshot?.Id ?? c.Event?.Name));
        Assert.Equal([null, "one", "one", "one"], server.Requests.Select(r => r.Header("Last-Event-ID")));
    }

    [Fact]
    public async Task A_stream_without_an_end_of_line_is_given_up()
    {
        await using var server = new FaultyServer(
            FaultyServer.NeverEnds("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: snapshot\ndata: ", new string('x', 10_000)),
            FaultyServer.Answers(404, "{}"));
        await using var client = Client(server, o => o with { LargestAnswer = 100_000 });

        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => client.Timelines.FollowAsync("c").AllAsync())).IsNotFound);
    }

    private static TrackerClient Client(FaultyServer server, Func<TrackerOptions, TrackerOptions>? change = null)
    {
        var options = new TrackerOptions { Server = server.Address };
        return new TrackerClient(Key, change is null ? options : change(options));
    }
}
