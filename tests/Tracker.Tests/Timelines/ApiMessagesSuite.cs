using System.Text;
using System.Text.Json.Nodes;
using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

public sealed class SqliteApiMessagesTests(ApiFixture fixture) : ApiMessagesSuite(fixture), IClassFixture<ApiFixture>;

public sealed class PostgresApiMessagesTests(PostgresApiFixture fixture) : ApiMessagesSuite(fixture), IClassFixture<PostgresApiFixture>;

/// <summary>Messages over HTTP.</summary>
public abstract class ApiMessagesSuite(ApiFixture fixture)
{
    private readonly string _context = Some.Name();

    private string Events => SomeMessage.EventsOf(_context);

    [Fact]
    public async Task One_message_is_recorded_once_and_a_start_while_another_is_open_is_a_conflict()
    {
        Assert.Equal("recorded", await OutcomeAsync(SomeMessage.Start("build", 1)));
        Assert.Equal("duplicate", await OutcomeAsync(SomeMessage.Start("build", 1)));
        var conflict = await fixture.PostAsync(Events, SomeMessage.Start("build", 2));
        Assert.Equal(409, conflict.Status);
        Assert.Contains("build is open already", conflict.TextAt("detail"));
        Assert.Equal("recorded", await OutcomeAsync(SomeMessage.End("build", 3)));
        Assert.Equal("duplicate", await OutcomeAsync(SomeMessage.End("build", 3)));
        Assert.Equal("recorded", await OutcomeAsync(SomeMessage.Start("build", 4)));
        Assert.Equal(1, (int)(await LatestAsync()).At("Events.0.Repeats")!);
    }

    [Fact]
    public async Task An_array_is_answered_message_by_message_and_nothing_right_is_lost()
    {
        object[] messages =
        [
            SomeMessage.Start("a", 1), new { name = "b", type = 9 }, SomeMessage.Start("a", 1), 7, new { name = "x..y", type = 0 }, new { type = 1 },
            new { name = "c", type = 0, context = "another" }, new { name = "latest", type = 3 },
            new { name = "early", type = 0, time = -1 }, SomeMessage.Start("late", 200_000), SomeMessage.Start("a", 2), SomeMessage.End("a", 3, status: "ok"),
        ];
        var answer = await fixture.PostAsync(Events, messages);
        Assert.Equal(202, answer.Status);
        var outcomes = answer.Json.AsArray();
        Assert.Equal(
            ["recorded", "invalid", "duplicate", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "recorded", "recorded"],
            outcomes.Select(o => (string)o!["outcome"]!));
        Assert.Equal(
            ["unknown_type", "not_a_map", "empty_name_part", "missing_name", "other_context", "reserved_label", "before_1970", "in_future"],
            outcomes.Select(o => (string?)o!["reason"]).Where(r => r is not null));
        Assert.All(outcomes.Where(o => (string)o!["outcome"]! == "invalid"), o => Assert.NotEmpty((string)o!["detail"]!));
        var shown = await LatestAsync();
        Assert.Equal(("a", 1, SomeMessage.At(3)), (shown.TextAt("Events.0.Name"), (int)shown.At("Events.0.Repeats")!, (DateTimeOffset)shown.At("Events.0.End")!));
        Assert.Equal("[]", (await fixture.PostAsync(Events, "[]")).Text);
    }

    [Theory]
    [InlineData("""{"name":"a","type":9}""", "unknown_type")]
    [InlineData("""{"type":0}""", "missing_name")]
    [InlineData("""{"name":"a"}""", "missing_type")]
    [InlineData("""{"name":"a","type":0,"time":"soon"}""", "bad_time")]
    [InlineData("""{"name":"a","type":0,"status":"odd"}""", "unknown_status")]
    [InlineData("""{"name":"a","type":0,"time":"2999-01-01T00:00:00Z"}""", "in_future")]
    public async Task A_wrong_message_that_comes_alone_is_refused_with_the_reason(string body, string reason)
    {
        var answer = await fixture.PostAsync(Events, body);
        Assert.Equal((400, reason), (answer.Status, answer.TextAt("reason")));
        Assert.NotEmpty(answer.TextAt("detail"));
        Assert.Equal(404, (await fixture.GetAsync(SomeMessage.PathOf(_context))).Status);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("""[{"name":"a","type":0},{"name":"b","type":""")]
    [InlineData("""[{"name":"a","type":0}] and more""")]
    public async Task Of_a_body_that_cannot_be_read_to_its_end_nothing_is_stored(string body)
    {
        Assert.Equal(400, (await fixture.PostAsync(Events, body)).Status);
        Assert.Equal(404, (await fixture.GetAsync(SomeMessage.PathOf(_context))).Status);
    }

    [Fact]
    public async Task MessagePack_is_taken_as_JSON_is()
    {
        var one = Pack(new() { Name = "a", Type = TimelineMessageType.Start, Time = Microseconds(1) });
        Assert.Equal("recorded", await OutcomeAsync(one));
        byte[] two = [0x92, .. Pack(new() { Name = "a", Type = TimelineMessageType.End, Time = Microseconds(2) }), 0xc0];
        var answer = await fixture.PostAsync(Events, two);
        Assert.Equal(["recorded", "invalid"], answer.Json.AsArray().Select(o => (string)o!["outcome"]!));
        Assert.Equal("ended", (await LatestAsync()).TextAt("Events.0.Progress"));

        byte[] Pack(TimelineMessage message)
        {
            var buffer = new byte[1024];
            Assert.Equal(DatagramError.None, TimelineDatagram.Write(message with { Context = _context }, DatagramFormat.MessagePack, buffer, out var length));
            return buffer[..length];
        }
    }

    [Fact]
    public async Task Limits_are_told()
    {
        var many = "[" + string.Join(',', Enumerable.Repeat("""{"name":"a","type":2}""", 10_001)) + "]";
        Assert.Equal(413, (await fixture.PostAsync(Events, many)).Status);
        Assert.Equal(413, (await fixture.PostAsync(Events, $$"""{"name":"a","type":2,"more":"{{new string('x', 1_000_000)}}"}""")).Status);
        using var form = new StringContent("name=a", Encoding.UTF8, "application/x-www-form-urlencoded");
        form.Headers.Add("X-Sent", "as a form");
        using var request = new HttpRequestMessage(HttpMethod.Post, Events) { Content = form, Headers = { { "X-API-KEY", ApiFixture.Key } } };
        using var refused = await fixture.App.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(415, (int)refused.StatusCode);
        var tooLong = await fixture.PostAsync(SomeMessage.EventsOf(new string('x', 513)), SomeMessage.Start("a", 1));
        Assert.Equal(400, tooLong.Status);
        Assert.Equal(400, (await fixture.PostAsync(SomeMessage.EventsOf("a\nb"), SomeMessage.Start("a", 1))).Status);
        var fewer = "[" + string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"name":"a{{i % 100}}","type":2,"time":{{i}}}""")) + "]";
        var taken = await fixture.PostAsync(Events, fewer);
        Assert.Equal((202, 1_000), (taken.Status, taken.Json.AsArray().Count));
    }

    [Fact]
    public async Task The_senders_address_is_filled_in_where_it_is_asked_for()
    {
        object[] messages = [new { name = "a", type = 0, autoIP = true }, new { name = "b", type = 0, autoIP = true, host = "web-1" }, new { name = "c", type = 0 }];
        await fixture.PostAsync(Events, messages);
        var events = (await LatestAsync()).At("Events")!.AsArray();
        Assert.Equal([("a", "127.0.0.1"), ("b", "web-1"), ("c", null)], events.Select(e => ((string)e!["Name"]!, (string?)e["Host"])));
    }

    [Fact]
    public async Task A_request_under_one_key_is_the_same_messages_again()
    {
        var body = """[{"name":"a","type":2},{"name":"b","type":0}]""";
        var first = await fixture.PostAsync(Events, body, "key 1");
        Assert.Equal(["recorded", "recorded"], Outcomes(first));
        Assert.Equal(["duplicate", "duplicate"], Outcomes(await fixture.PostAsync(Events, body, "key 1")));
        Assert.Equal(2, (await LatestAsync()).At("Events")!.AsArray().Count);
        Assert.Null((await LatestAsync()).At("Events.1.Repeats"));
        Assert.Equal(422, (await fixture.PostAsync(Events, """{"name":"c","type":0}""", "key 1")).Status);

        var made = await fixture.PostAsync(SomeMessage.PathOf(_context), new { label = "build 1" }, "key 2");
        var again = await fixture.PostAsync(SomeMessage.PathOf(_context), new { label = "build 1" }, "key 2");
        Assert.Equal((201, made.Location), (again.Status, again.Location));
        Assert.Single((await fixture.GetAsync(SomeMessage.PathOf(_context))).At("_links.items")!.AsArray(), i => (string)i!["name"]! == "build 1");

        static string[] Outcomes(HalAnswer answer) => [.. answer.Json.AsArray().Select(o => (string)o!["outcome"]!)];
    }

    [Fact]
    public async Task A_timeline_is_begun_with_a_label_a_time_and_a_description()
    {
        var made = await fixture.PostAsync(SomeMessage.PathOf(_context), new { label = "build 42", time = SomeMessage.At(5), description = "The nightly build" });
        Assert.Equal(201, made.Status);
        var shown = await fixture.GetAsync(made.Location!);
        Assert.Equal((200, "build 42", made.TextAt("id")), (shown.Status, shown.TextAt("Label"), shown.TextAt("Id")));
        Assert.Equal(SomeMessage.At(5), (DateTimeOffset)made.At("begins")!);
        Assert.Equal("The nightly build", (await fixture.GetAsync(SomeMessage.PathOf(_context))).TextAt("Description"));

        var plain = await fixture.PostAsync(SomeMessage.PathOf(_context));
        Assert.Equal((201, ""), (plain.Status, plain.TextAt("label")));
        Assert.Equal(plain.TextAt("id"), (await fixture.GetAsync(SomeMessage.PathOf(_context) + "/latest")).TextAt("Id"));

        await fixture.PostAsync(Events, new[] { SomeMessage.Start("before", 4), SomeMessage.Start("within", 6) });
        Assert.Equal("within", Assert.Single((await fixture.GetAsync(made.Location!)).At("Events")!.AsArray())!["Name"]!.ToString());
    }

    [Theory]
    [InlineData("""{"label":"latest"}""", "label")]
    [InlineData("""{"label":"20260302T093000-000000"}""", "label")]
    [InlineData("""{"label":"a\u0000b"}""", "label")]
    [InlineData("""{"label":7}""", "label")]
    [InlineData("""{"time":"soon"}""", "time")]
    [InlineData("""{"time":"2999-01-01T00:00:00Z"}""", "time")]
    [InlineData("[]", "body")]
    [InlineData("nonsense", "body")]
    public async Task A_timeline_that_cannot_be_is_refused_with_its_field(string body, string field)
    {
        var answer = await fixture.PostAsync(SomeMessage.PathOf(_context), body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_senders_at_once_lose_nothing()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(sender => fixture.PostAsync(
            Events, Enumerable.Range(0, 25).SelectMany(i => new[] { SomeMessage.Start($"s{sender}.e{i}", i), SomeMessage.End($"s{sender}.e{i}", i + 1) }))));
        Assert.All(answers, a => Assert.Equal(202, a.Status));
        var events = (await LatestAsync()).At("Events")!.AsArray();
        Assert.Equal((500, true), (events.Count, events.All(e => (string)e!["Progress"]! == "ended")));
    }

    private async Task<string> OutcomeAsync(object message)
    {
        var answer = await fixture.PostAsync(Events, message);
        Assert.Equal(202, answer.Status);
        return answer.TextAt("outcome");
    }

    private Task<HalAnswer> LatestAsync() => fixture.GetAsync(SomeMessage.PathOf(_context) + "/latest");

    private static long Microseconds(double seconds) => (SomeMessage.At(seconds) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
