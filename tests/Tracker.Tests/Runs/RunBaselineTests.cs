using Tracker.Server.Runs;
using Tracker.Server.Runs.Baselines;

namespace Tracker.Tests.Runs;

public sealed class RunBaselineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fewer_than_five_say_nothing()
    {
        Assert.Null(Spread.Of([], 0.1));
        Assert.Equal(Verdict.Unknown, Spread.Of([10, 10, 10, 10], 0.1)!.Judge(1_000, 0.1));
        Assert.Equal(Verdict.Higher, Spread.Of([10, 10, 10, 10, 10], 0.1)!.Judge(1_000, 0.1));
    }

    [Fact]
    public void Median_and_distances_are_told()
    {
        var spread = Spread.Of([5, null, 1, 9, 3, 100], 0.1)!;
        Assert.Equal((5, 5.0, 4.0), (spread.Count, spread.Median, spread.Mad));
    }

    /// <summary>What scatters much may be far from the median; what is even may not.</summary>
    [Theory]
    [InlineData(new[] { 100.0, 101, 99, 100, 102, 98, 100, 101 }, 130, Verdict.Higher)]
    [InlineData(new[] { 100.0, 101, 99, 100, 102, 98, 100, 101 }, 75, Verdict.Lower)]
    [InlineData(new[] { 100.0, 101, 99, 100, 102, 98, 100, 101 }, 104, Verdict.Usual)]
    [InlineData(new[] { 100.0, 60, 150, 90, 200, 55, 130, 80 }, 130, Verdict.Usual)]
    [InlineData(new[] { 100.0, 60, 150, 90, 200, 55, 130, 80 }, 50_000, Verdict.Higher)]
    public void A_verdict_follows_the_scatter(double[] earlier, double value, Verdict verdict) =>
        Assert.Equal(verdict, Spread.Of(earlier.Select(e => (double?)e), 0.1)!.Judge(value, 0.1));

    [Fact]
    public void A_few_odd_runs_among_many_change_nothing()
    {
        double?[] usual = [.. Enumerable.Range(0, 20).Select(i => (double?)(10 + (i * 0.02)))];
        var odd = Spread.Of([.. usual, 1_000, 1_000, 0.01, 1_000], 0.1)!;
        Assert.Equal(Verdict.Higher, odd.Judge(15, 0.1));
        Assert.Equal(Verdict.Usual, odd.Judge(10.2, 0.1));
    }

    [Fact]
    public void Less_than_anybody_notices_is_usual() => Assert.Equal(Verdict.Usual, Spread.Of([0.01, 0.01, 0.01, 0.01, 0.01], 0.1)!.Judge(0.09, 0.1));

    [Fact]
    public void One_that_runs_is_slow_already_but_not_yet_fast()
    {
        RunCost[] earlier = [.. Enumerable.Repeat(new RunCost(10, null, null), 10)];
        var run = new Run { StartedAt = Start };
        Assert.Equal(Verdict.Unknown, RunBaseline.Of(run, earlier, Start.AddSeconds(1)).Duration!.Verdict);
        Assert.Equal(Verdict.Higher, RunBaseline.Of(run, earlier, Start.AddSeconds(60)).Duration!.Verdict);
        Assert.Equal(Verdict.Lower, RunBaseline.Of(run with { EndedAt = Start.AddSeconds(1) }, earlier, Start).Duration!.Verdict);
        // What failed at once is not fast.
        Assert.Equal(Verdict.Unknown, RunBaseline.Of(run with { EndedAt = Start.AddSeconds(1), Report = new(ExitCode: 1) }, earlier, Start).Duration!.Verdict);
        Assert.Null(RunBaseline.Of(run, earlier, Start).CpuSeconds);
    }
}
