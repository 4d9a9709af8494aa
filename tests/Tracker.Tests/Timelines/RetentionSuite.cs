using Tracker.Server.Timelines;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

public sealed class SqliteRetentionTests : RetentionSuite
{
    protected override Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(new Dictionary<string, string>());
}

public sealed class PostgresRetentionTests : RetentionSuite
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new() { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}

/// <summary>What contexts keep, while the test turns the clock.</summary>
public abstract class RetentionSuite
{
    private static readonly DateTimeOffset Began = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    // On the fifth day.
    private readonly FakeClock _clock = new(Began.AddDays(4.2));

    protected abstract Task<Dictionary<string, string>> SettingsAsync();

    [Fact]
    public async Task Each_context_keeps_its_newest_timelines_and_days_and_always_the_active_one()
    {
        await using var app = await TrackerApp.StartAsync(await SettingsAsync(), _clock);
        await FillAsync(app, "few", new { keep_timelines = 2 });
        await FillAsync(app, "recent", new { keep_timelines = (int?)null, keep_days = 3 });
        await FillAsync(app, "all", new { keep_timelines = (int?)null });
        await FillAsync(app, "brief", new { keep_days = 1 }, ContextStore.Chunk + 100);
        await SendAsync(app, "never/named", Message("lonely", 0, TimeSpan.Zero));
        _clock.Leap(TimeSpan.FromDays(1.3));

        // A round may have begun while the clock still moved; the last one comes after it.
        await Poll.UntilAsync(
            async () => await CountAsync("brief") == 1 && await CountAsync("few") == 2 && await CountAsync("recent") == 3, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(["day 4", "day 3"], await TimelinesAsync(app, "few"));
        // Day 2 went on for a while after what is three days ago.
        Assert.Equal(["day 4", "day 3", "day 2"], await TimelinesAsync(app, "recent"));
        Assert.Equal(["day 4", "day 3", "day 2", "day 1", "day 0"], await TimelinesAsync(app, "all"));
        Assert.Equal(["day 4"], await TimelinesAsync(app, "brief"));
        Assert.Equal(["first"], await TimelinesAsync(app, "never/named"));

        Assert.Equal(["every day", "on day 4"], await EventsAsync(app, "brief", "day 4"));
        Assert.Equal(["every day", "on day 3"], await EventsAsync(app, "few", "day 3"));
        Assert.Equal(["every day", "on day 0"], await EventsAsync(app, "all", "day 0"));
        Assert.Equal(["every day", "on day 4"], await KeysAsync(app, "brief"));
        Assert.Equal(6, (await KeysAsync(app, "all")).Length);

        // A name that was deleted with its last event comes again, and one that stayed goes on.
        await SendAsync(app, "brief", Message("on day 0", 0, TimeSpan.FromDays(5)), Message("every day", 0, TimeSpan.FromDays(5)));
        Assert.Equal(["on day 4", "every day", "on day 0"], await EventsAsync(app, "brief", "day 4"));

        async Task<int> CountAsync(string context) => (await TimelinesAsync(app, context)).Length;
    }

    /// <summary>Five timelines, one a day, of which the first has so many points.</summary>
    private static async Task FillAsync(TrackerApp app, string context, object settings, int points = 1)
    {
        Assert.Equal(201, (await app.PutAsync(SomeMessage.PathOf(context), settings)).Status);
        for (var day = 0; day < 5; day++)
        {
            var at = TimeSpan.FromDays(day);
            object[] messages =
            [
                Message($"day {day}", 3, at), Message("every day", 0, at), .. Enumerable.Range(1, day == 0 ? points : 1).Select(i => Message("every day", 2, at + TimeSpan.FromSeconds(i))),
                Message("every day", 1, at + TimeSpan.FromHours(1)), Message("every day", 0, at + TimeSpan.FromHours(1.5)), Message($"on day {day}", day % 2 * 2, at + TimeSpan.FromHours(2)),
            ];
            await SendAsync(app, context, messages);
        }
    }

    private static object Message(string name, int type, TimeSpan after) => new { name, type, time = Began + after };

    private static async Task SendAsync(TrackerApp app, string context, params object[] messages) =>
        Assert.Equal(202, (await app.PostAsync(SomeMessage.EventsOf(context), messages)).Status);

    private static async Task<string[]> TimelinesAsync(TrackerApp app, string context) =>
        [.. (await app.GetAsync(SomeMessage.PathOf(context))).At("_links.items")!.AsArray().Select(i => (string)i!["name"]!)];

    private static async Task<string[]> EventsAsync(TrackerApp app, string context, string timeline) =>
        [.. (await app.GetAsync($"{SomeMessage.PathOf(context)}/{Uri.EscapeDataString(timeline)}")).At("Events")!.AsArray().Select(e => (string)e!["Name"]!)];

    private static async Task<string[]> KeysAsync(TrackerApp app, string context) =>
        [.. (await app.Database.QueryAsync("SELECT k.name FROM timeline_key AS k JOIN timeline_context AS c ON c.id = k.context_id WHERE c.name = $1 ORDER BY k.name", r => r.GetString(0), default, context))];
}
