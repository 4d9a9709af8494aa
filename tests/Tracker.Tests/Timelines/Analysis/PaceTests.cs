using Tracker.Server.Timelines.Analysis;
using Tracker.Tests.Timelines.Analysis;

namespace Tracker.Tests.Timelines;

/// <summary>What counts as slower than usual, and what does not.</summary>
public sealed class PaceTests
{
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(10);

    [Theory]
    // Ten runs around 100 s.
    [InlineData("98 101 99 100 102 97 103 100 99 101", 100, Pace.Usual)]
    [InlineData("98 101 99 100 102 97 103 100 99 101", 115, Pace.Usual)]
    [InlineData("98 101 99 100 102 97 103 100 99 101", 160, Pace.Slower)]
    [InlineData("98 101 99 100 102 97 103 100 99 101", 60, Pace.Faster)]
    // One bad run among them neither hides a slow one nor makes one.
    [InlineData("98 101 99 100 102 97 103 100 99 1000", 160, Pace.Slower)]
    [InlineData("98 101 99 100 102 97 103 100 99 1000", 110, Pace.Usual)]
    [InlineData("98 101 99 100 102 97 103 100 99 1", 110, Pace.Usual)]
    // What scatters widely is not slow at twice its median.
    [InlineData("20 80 40 160 100 60 220 30 90 120", 170, Pace.Usual)]
    // All alike: a hair's breadth is no regression.
    [InlineData("100 100 100 100 100", 101, Pace.Usual)]
    [InlineData("100 100 100 100 100", 119, Pace.Usual)]
    [InlineData("100 100 100 100 100", 200, Pace.Slower)]
    // Four say nothing.
    [InlineData("100 100 100 100", 1000, Pace.Unknown)]
    // Thrice as long, and nobody waits for it.
    [InlineData("0.002 0.002 0.002 0.002 0.002", 0.006, Pace.Usual)]
    [InlineData("0 0 0 0 0 0", 0, Pace.Usual)]
    [InlineData("0 0 0 0 0 0", 5, Pace.Slower)]
    public void A_verdict_takes_the_scatter_into_account(string before, double seconds, Pace expected)
    {
        long[] durations = [.. before.Split(' ').Select(d => (long)(double.Parse(d, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000))];
        Assert.Equal(expected, PaceRule.Of(TimeSpan.FromSeconds(seconds), Spread.Of(durations, [], durations.Length), Floor));
    }

    [Fact]
    public void Ten_hosts_of_one_timeline_are_one_timeline()
    {
        var usual = Spread.Of([.. Enumerable.Repeat(1_000_000L, 40)], [], 4);
        Assert.Equal(Pace.Unknown, PaceRule.Of(TimeSpan.FromSeconds(60), usual, Floor));
    }

    [Theory]
    [InlineData("1", 1, 0, 1)]
    [InlineData("1 2", 1.5, 0.5, 2)]
    [InlineData("5 1 3", 3, 2, 5)]
    [InlineData("1 2 3 4 100", 3, 1, 100)]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", 10.5, 5, 19)]
    public void A_spread_is_median_distance_and_the_twentieth(string values, double median, double mad, double p95)
    {
        long[] durations = [.. values.Split(' ').Select(d => long.Parse(d, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000)];
        var spread = Spread.Of(durations, [], durations.Length);
        Assert.Equal((median, mad, p95), (spread.Median.TotalSeconds, spread.Mad.TotalSeconds, spread.P95.TotalSeconds));
    }

    /// <summary>Each of 200 timelines against those before it: who watches a context for half a year must be able to trust a mark.</summary>
    [Theory, InlineData(1, 0.05), InlineData(2, 0.1), InlineData(3, 0.25), InlineData(4, 0.5)]
    public void Of_200_timelines_with_nothing_planted_at_most_two_in_a_hundred_are_flagged(int seed, double scatter)
    {
        var random = new Random(seed);
        var timelines = Enumerable.Range(0, 250).Select(_ => SomeTimelines.Build(random, scatter)).ToList();
        var flagged = Enumerable.Range(50, 200).Count(i => TimelineAnalysis.Of(timelines[i], SomeTimelines.Baseline(timelines.Skip(i - 50).Take(50)), SomeTimelines.Now).Regressions.Count > 0);
        Assert.True(flagged <= 4, $"{flagged} of 200 timelines with scatter {scatter} were flagged");
    }

    [Theory, InlineData(1, 0.05, 1.5), InlineData(2, 0.1, 2), InlineData(3, 0.25, 5)]
    public void Planted_slow_steps_are_found_first(int seed, double scatter, double factor)
    {
        var random = new Random(seed);
        var baseline = SomeTimelines.Baseline(Enumerable.Range(0, 50).Select(_ => SomeTimelines.Build(random, scatter)));
        var found = 0;
        for (var round = 0; round < 100; round++)
        {
            var planted = SomeTimelines.Names[random.Next(SomeTimelines.Names.Count)];
            var slow = TimelineAnalysis.Of(SomeTimelines.Build(random, scatter, new Dictionary<string, double> { [planted] = factor }), baseline, SomeTimelines.Now);
            if (slow.Regressions is [{ Node.Name: var first }, ..] && first == planted) found++;
        }

        Assert.True(found >= 95, $"{found} of 100 planted slow steps were found, at scatter {scatter} and {factor} times as slow");
    }
}
