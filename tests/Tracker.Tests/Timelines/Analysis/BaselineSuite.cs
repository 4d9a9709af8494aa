using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Analysis;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Timelines.Analysis;

namespace Tracker.Tests.Timelines;

public sealed class SqliteBaselineTests(AppFixture fixture) : BaselineSuite(fixture), IClassFixture<AppFixture>;

public sealed class PostgresBaselineTests(PostgresAppFixture fixture) : BaselineSuite(fixture), IClassFixture<PostgresAppFixture>;

/// <summary>What is usual, read from the store.</summary>
public abstract class BaselineSuite(AppFixture fixture)
{
    private readonly BaselineReader _baselines = fixture.App.App.Services.GetRequiredService<BaselineReader>();
    private readonly TrendReader _trends = fixture.App.App.Services.GetRequiredService<TrendReader>();
    private readonly DateTimeOffset _start = Instant.Truncate(DateTimeOffset.UtcNow.AddHours(-20));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_finished_timelines_before_it_are_what_a_timeline_is_compared_with()
    {
        var name = Some.Name("context");
        // The first one, which nobody asked for; six that are alike; one that is under way.
        await TimelineFill.AddAsync(fixture.App, name, _start.AddHours(1), ("build.a", -600, -500), ("build.a", 0, 10), ("build.b", 10, 30));
        for (var i = 2; i <= 6; i++) await TimelineFill.AddAsync(fixture.App, name, _start.AddHours(i), ("build.a", 0, i == 6 ? 25 : 10), ("build.b", 10, 30));
        var context = await TimelineFill.AddAsync(fixture.App, name, _start.AddHours(7), ("build.a", 0, 10), ("build.b", 10, null));

        var baseline = await _baselines.ReadAsync(context, long.MaxValue, 50, Ct);
        Assert.Equal((7, 7, 6), (baseline.Timelines, baseline.Of("build.a")!.Samples, baseline.Of("build.b")!.Samples));
        Assert.Equal(["build", "build.a", "build.b"], baseline.Names.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((30, 20, 10), (baseline.Of("build")!.Median.TotalSeconds, baseline.Of("build.a")!.Rest.TotalSeconds, baseline.Of("build.a")!.Median.TotalSeconds));

        var three = await _baselines.ReadAsync(context, Instant.ToMicroseconds(_start.AddHours(6)), 3, Ct);
        Assert.Equal((3, 3), (three.Timelines, three.Of("build.a")!.Samples));
        // The sixth begins at the same instant as its first event, which is none of the three's.
        Assert.Equal(10, three.Of("build.a")!.P95.TotalSeconds);
        Assert.Equal(0, (await _baselines.ReadAsync(context, Timeline.First, 50, Ct)).Timelines);
    }

    [Fact]
    public async Task Only_the_last_time_that_something_began_counts()
    {
        var context = await TimelineFill.AddAsync(fixture.App, Some.Name("context"), _start, ("a", 0, 500), ("a", 600, 610));
        Assert.Equal(10, (await _baselines.ReadAsync(context, long.MaxValue, 50, Ct)).Of("a")!.Median.TotalSeconds);
    }

    [Fact]
    public async Task The_trend_tells_how_long_each_timeline_took_and_which_was_slow()
    {
        var name = Some.Name("context");
        for (var i = 1; i <= 7; i++) await TimelineFill.AddAsync(fixture.App, name, _start.AddHours(i), ("a", 0, 10), ("b", 10, i == 7 ? 90 : 30));
        var context = await TimelineFill.AddAsync(fixture.App, name, _start.AddHours(8), ("a", 0, null));
        var trend = await _trends.ReadAsync(context, 8, Ct);
        Assert.Equal([null, 90.0, 30, 30, 30, 30, 30, 30], trend.Select(t => t.Summary.Open > 0 ? (double?)null : t.Summary.Duration!.Value.TotalSeconds));
        Assert.Equal([Pace.Unknown, Pace.Slower, Pace.Usual], trend.Take(3).Select(t => t.Pace));
        Assert.Equal((1, 1, 2), (trend[0].Summary.Open, trend[0].Summary.Events, trend[1].Summary.Events));
        Assert.Equal([30.0], (await _trends.ReadAsync(context, 1, Ct, Instant.ToMicroseconds(_start.AddHours(2)))).Select(t => t.Summary.Duration!.Value.TotalSeconds));
    }

    [Fact]
    public async Task Statistics_over_many_timelines_come_from_one_pass()
    {
        var (timelines, events) = (LongRun.Scale(30, 1000), LongRun.Scale(300, 1000));
        var context = await TimelineFill.AddAsync(fixture.App, Some.Name("context"), _start.AddDays(1));
        await TimelineFill.ManyAsync(fixture.App.Database, context, _start.AddYears(-2), timelines, events);
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var baseline = await _baselines.ReadAsync(context, long.MaxValue, timelines + 1, Ct);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{timelines:N0} timelines of {events:N0} events: {watch.Elapsed.TotalSeconds:0.00} s, {(GC.GetTotalAllocatedBytes() - before) / 1e6:0} MB allocated");
        Assert.Equal((timelines, events + 10), (baseline.Timelines, baseline.Names.Count));
        Assert.All(baseline.Names.Where(n => n.Key.Contains('.', StringComparison.Ordinal)), n => Assert.Equal(timelines, n.Value.Samples));
    }
}
