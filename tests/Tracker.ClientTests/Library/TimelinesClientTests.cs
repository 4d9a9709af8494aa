using Tracker.Client;
using Tracker.Client.Timelines;
using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class TimelinesClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(678_901);

    private TimelinesClient Timelines => server.Client.Timelines;

    [Fact]
    public async Task Messages_become_a_timeline()
    {
        var begun = await Timelines.BeginAsync("ci/build", new() { Label = "build 42", Time = At, Description = "The main build" });
        var outcomes = await Timelines.SendAsync("ci/build",
        [
            new() { Type = TimelineMessageType.Start, Name = "build.compile", Time = At, Host = "node-1" },
            new() { Type = TimelineMessageType.End, Name = "build.compile", Time = At.AddSeconds(1.5), Host = "node-1", Status = TimelineStatus.Warning },
            new() { Type = TimelineMessageType.Single, Name = "published", Time = At.AddSeconds(2) },
            new() { Type = TimelineMessageType.Start, Name = "left open", Time = At.AddSeconds(3), AutoIP = true },
            new() { Type = TimelineMessageType.Start, Name = "a..b" },
            new() { Type = TimelineMessageType.Start, Name = "build.compile", Time = At, Host = "node-1" },
        ]);
        var timeline = await Timelines.GetAsync("ci/build", "build 42");

        Assert.Equal("build 42", begun.Label);
        Assert.Equal(At, begun.Begins);
        Assert.Equal(
            [MessageResult.Recorded, MessageResult.Recorded, MessageResult.Recorded, MessageResult.Recorded, MessageResult.Invalid, MessageResult.Duplicate], outcomes.Select(o => o.Result));
        Assert.Equal("empty_name_part", outcomes[4].Reason);
        Assert.Equal((begun.Id, true, 1, At), (timeline.Id, timeline.Active, timeline.Abandoned + timeline.Open, timeline.First));
        var compile = timeline.Events[0];
        Assert.Equal(("build.compile", "node-1", At, At.AddSeconds(1.5)), (compile.Name, compile.Host, compile.Start, compile.End!.Value));
        Assert.Equal((TimeSpan.FromSeconds(1.5), TimelineStatus.Warning, EventProgress.Ended), (compile.Duration!.Value, compile.Status!.Value, compile.Progress));
        Assert.Equal((EventProgress.Point, null), (timeline.Events[1].Progress, timeline.Events[1].Status));
        Assert.Equal("127.0.0.1", timeline.Events[2].Host);
        Assert.Contains("<svg", await Timelines.ExportAsync("ci/build", "build 42", TimelineFormat.Svg));
        Assert.Contains("build.compile", await Timelines.ExportAsync("ci/build", TimelinesClient.Latest, TimelineFormat.Csv));
        Assert.Contains("traceEvents", await Timelines.ExportAsync("ci/build", TimelinesClient.Latest, TimelineFormat.TraceEvents));
        Assert.Equal("The main build", (await Timelines.GetContextAsync("ci/build")).Description);
    }

    [Fact]
    public async Task Contexts_and_timelines_are_listed_configured_and_deleted()
    {
        var made = await Timelines.ConfigureAsync("kept/ü", new() { Service = "shop", Tags = ["a"], KeepTimelines = null, KeepDays = 7, OpenTimeout = TimeSpan.FromHours(2) });
        var one = await Timelines.BeginAsync("kept/ü", new() { Label = "one", Time = At });
        await Timelines.BeginAsync("kept/ü", new() { Label = "two", Time = At.AddMinutes(1) });

        Assert.Equal(("shop", null, 7, TimeSpan.FromHours(2)), (made.Service, made.KeepTimelines, made.KeepDays, made.OpenTimeout));
        Assert.Contains("kept/ü", await Timelines.Contexts().AllAsync());
        Assert.Equal(["two", "one"], (await Timelines.List("kept/ü").AllAsync()).Select(t => t.Title));
        Assert.Equal("one", (await Timelines.GetAsync("kept/ü", one.Id)).Label);
        Assert.Contains(await Timelines.List("kept/ü").AllAsync(), t => t.Id == one.Id);
        Assert.True((await Timelines.List("kept/ü").PageAsync(1, 1)).HasMore);

        await server.Admin.Timelines.DeleteAsync("kept/ü", "one");
        Assert.Equal("two", Assert.Single(await Timelines.List("kept/ü").AllAsync()).Title);
        await server.Admin.Timelines.DeleteContextAsync("kept/ü");
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Timelines.GetContextAsync("kept/ü"))).IsNotFound);
    }

    [Fact]
    public async Task What_is_usual_is_told_and_two_timelines_are_compared()
    {
        for (var i = 0; i < 3; i++)
        {
            var begins = At.AddMinutes(i);
            await Timelines.BeginAsync("usual", new() { Label = $"n{i}", Time = begins });
            await Timelines.SendAsync("usual",
            [
                new() { Type = TimelineMessageType.Start, Name = "step", Time = begins },
                new() { Type = TimelineMessageType.End, Name = "step", Time = begins.AddSeconds(i + 1) },
            ]);
        }

        var stats = await Timelines.GetStatsAsync("usual", timelines: 10);
        var comparison = await Timelines.CompareAsync("usual", "n2", "n0");

        Assert.Equal("step", Assert.Single(stats.Events).Name);
        Assert.InRange(stats.Events[0].Duration.Median, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        var step = Assert.Single(comparison.Events);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (step.Duration!.Value, step.OtherDuration!.Value, step.Difference!.Value));
        Assert.Equal(TimeSpan.FromSeconds(2), comparison.Difference);
    }

    [Fact]
    public async Task A_timeline_is_followed_while_it_grows_until_it_is_deleted()
    {
        await Timelines.BeginAsync("followed", new() { Label = "one" });
        await using var changes = Timelines.FollowAsync("followed", "one").GetAsyncEnumerator();

        Assert.True(await changes.MoveNextAsync());
        Assert.Equal("one", changes.Current.Snapshot!.Label);
        await Timelines.SendAsync("followed", [new() { Type = TimelineMessageType.Start, Name = "step" }]);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(("step", EventProgress.Open), (changes.Current.Event!.Name, changes.Current.Event.Progress));
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(1, changes.Current.Head!.Open);

        await server.Admin.Timelines.DeleteContextAsync("followed");
        Assert.False(await changes.MoveNextAsync());
    }

    [Fact]
    public async Task Who_follows_what_is_not_there_is_told_at_once()
    {
        var refused = await Assert.ThrowsAsync<TrackerException>(() => Timelines.FollowAsync("nowhere").AllAsync());

        Assert.True(refused.IsNotFound);
    }

    [Fact]
    public async Task A_stream_goes_on_after_its_server_was_killed()
    {
        await using var tracker = await TrackerProcess.StartAsync();
        await using var relay = new Relay(tracker.HttpAddress);
        await using var client = new TrackerClient(null, new() { Server = relay.Address });
        await client.Timelines.BeginAsync("killed", new() { Label = "one" });
        await using var changes = client.Timelines.FollowAsync("killed").GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());

        await tracker.KillAsync();
        await tracker.StartAgainAsync();
        relay.Target = tracker.HttpAddress;
        await client.Timelines.SendAsync("killed", [new() { Type = TimelineMessageType.Start, Name = "after" }]);

        while (changes.Current.Event?.Name != "after" && changes.Current.Snapshot?.Events.Any(e => e.Name == "after") != true) Assert.True(await changes.MoveNextAsync());
    }

    [Fact]
    public async Task The_root_leads_to_the_rest() => Assert.Equal("/api/contexts", (await Timelines.GetLinksAsync())["contexts"].Href);

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_name_that_no_path_can_hold_is_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Timelines.GetContextAsync(name));
}
