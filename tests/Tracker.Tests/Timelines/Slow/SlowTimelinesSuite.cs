using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Server.Timelines.Slow;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Timelines.Slow;

public sealed class SlowTimelinesOnSqliteTests(AppFixture fixture) : SlowTimelinesSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class SlowTimelinesOnPostgresTests(PostgresAppFixture fixture) : SlowTimelinesSuite(fixture.App), IClassFixture<PostgresAppFixture>;

/// <summary>A job of two steps that runs each hour.</summary>
public abstract class SlowTimelinesSuite(TrackerApp app)
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly string _context = Some.Name("etl");
    private readonly SlowTimelines _slow = app.App.Services.GetRequiredService<SlowTimelines>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_one_is_told_of_once_under_the_service_of_its_context()
    {
        await app.PutAsync($"/api/contexts/{_context}", new { service = "warehouse", environment = "prod", host = "etl-1" });
        for (var hour = 0; hour < 8; hour++)
        {
            await RunAsync(hour, 60 + (hour % 3));
            Assert.False(await _slow.LookAsync(_context, Ct));
        }

        Assert.Empty(await ToldAsync());
        await RunAsync(8, 900);
        await Task.WhenAll(_slow.LookAsync(_context, Ct), _slow.LookAsync(_context, Ct));
        var told = Assert.Single(await ToldAsync());
        Assert.Contains("is slower than usual: extract took 15 min, usually 1 min", told);

        // The next one has begun: the slow one is looked at no more, and the open one is worth another look.
        await RunAsync(9, null);
        Assert.True(await _slow.LookAsync(_context, Ct));
        Assert.Equal(2, (await ToldAsync()).Count);
    }

    private async Task RunAsync(int hour, int? extract)
    {
        var at = Instant.ToMicroseconds(Begin.AddHours(hour));
        List<Incoming> messages = [Message(TimelineMessageType.NewTimeline, "", at), Message(TimelineMessageType.Start, "extract", at)];
        if (extract is { } seconds)
        {
            var ended = at + (seconds * 1_000_000L);
            messages.AddRange([Message(TimelineMessageType.End, "extract", ended), Message(TimelineMessageType.Start, "load", ended), Message(TimelineMessageType.End, "load", ended + 120_000_000)]);
        }

        await app.App.Services.GetRequiredService<RunWriter>().WriteAsync(messages, _ => false, Ct);
    }

    private Incoming Message(TimelineMessageType type, string name, long time) => new(_context, name, "", type, time, TimelineStatus.None);

    private async Task<List<string>> ToldAsync()
    {
        var answer = await app.GetAsync($"/api/v1/activity?text={_context}&kinds=timeline.slower");
        return [.. answer.At("activities")!.AsArray().Select(a => (string)a!["title"]!)];
    }
}
