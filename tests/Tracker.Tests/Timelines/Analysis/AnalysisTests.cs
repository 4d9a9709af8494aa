using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Analysis;
using static Tracker.Tests.Timelines.Analysis.SomeTimelines;

namespace Tracker.Tests.Timelines;

/// <summary>The tree of events and what is said of a timeline.</summary>
public sealed class AnalysisTests
{
    [Fact]
    public void Ancestors_span_their_descendants_and_the_worst_of_them_stands()
    {
        var root = EventTree.Of(Content(Ended("build.compile", 10, 30), Ended("build.test.unit", 30, 50, status: TimelineStatus.Failed), Ended("build.test.lint", 25, 28)));
        var build = Assert.Single(root.Children);
        Assert.Equal(("build", 0, Now.AddSeconds(10), Now.AddSeconds(50), TimelineStatus.Failed), (build.Label, build.Depth, build.Start, build.Last, build.Status));
        Assert.Null(build.Event);
        Assert.Equal(["compile", "test"], build.Children.Select(c => c.Label));
        Assert.Equal(["lint", "unit"], build.Children[1].Children.Select(c => c.Label));
        Assert.Equal(Now.AddSeconds(25), build.Children[1].Start);
    }

    [Fact]
    public void A_name_on_several_hosts_is_one_row_with_a_row_for_each()
    {
        var root = EventTree.Of(Content(Ended("roll", 0, 10, "web-1"), Ended("roll", 5, 25, "web-2"), Ended("roll.drain", 1, 2, "web-1")));
        var roll = Assert.Single(root.Children);
        Assert.Equal((Now, Now.AddSeconds(25)), (roll.Start, roll.Last));
        Assert.Equal(["web-1", "drain", "web-2"], roll.Children.Select(c => c.Label));
    }

    [Fact]
    public void A_dot_that_is_escaped_does_not_divide() =>
        Assert.Equal(["node.1"], EventTree.Of(Content(Ended(@"node\.1", 0, 1))).Children.Select(c => c.Label));

    [Fact]
    public void An_ancestor_is_open_while_one_of_its_descendants_is()
    {
        var root = EventTree.Of(Content(Ended("a.b", -10, -5), Open("a.c", -5)));
        Assert.Equal(EventProgress.Open, root.Children[0].Progress);
        Assert.Equal(Now, root.Children[0].EndAt(Now));
    }

    [Fact]
    public void The_critical_path_is_the_chain_that_ends_last()
    {
        var analysis = Analyse(
            Ended("checkout", 0, 10), Ended("compile.core", 10, 40), Ended("compile.docs", 10, 15), Ended("compile.api", 40, 60), Ended("lint", 10, 30), Ended("test", 60, 100), Point("tagged", 100));
        Assert.Equal(["checkout", "compile", "compile.core", "compile.api", "test"], Critical(analysis));
    }

    [Fact]
    public void Clocks_that_differ_by_a_little_do_not_break_the_path() =>
        Assert.Equal(["a", "b"], Critical(Analyse(Ended("a", 0, 10.0005), Ended("b", 10, 20))));

    [Fact]
    public void What_was_abandoned_has_no_part_in_it() => Assert.Equal(["a"], Critical(Analyse(Ended("a", 0, 10), Abandoned("b", 12))));

    [Fact]
    public void Times_without_work_are_found_the_longest_first()
    {
        var gaps = Analyse(Ended("deploy", 0, 100), Ended("deploy.a", 0, 10), Ended("deploy.b", 5, 30), Ended("deploy.c", 40, 60), Ended("deploy.d", 90, 100), Point("p", 35)).Gaps;
        Assert.Equal([("deploy.c", "deploy.d", 30.0), ("deploy.b", "deploy.c", 10.0)], gaps.Select(g => (g.After.Name, g.Before.Name, g.Duration.TotalSeconds)));
    }

    [Fact]
    public void A_slow_step_is_told_and_not_each_of_its_ancestors()
    {
        var baseline = Baseline(Enumerable.Range(0, 8).Select(i => Content(Ended("build.a", 0, 10 + (i * 0.1)), Ended("build.b", 11, 21))));
        var analysis = TimelineAnalysis.Of(Content(Ended("build.a", 0, 60), Ended("build.b", 61, 71)), baseline, Now);
        Assert.Equal(["build.a"], analysis.Regressions.Select(r => r.Node.Name));
        Assert.Equal(49.65, analysis.Regressions[0].Lost.TotalSeconds, 2);
        Assert.Equal(Pace.Slower, analysis.Pace);
    }

    [Fact]
    public void What_is_lost_between_steps_is_told_of_their_ancestor()
    {
        var baseline = Baseline(Enumerable.Range(0, 8).Select(_ => Content(Ended("build.a", 0, 10), Ended("build.b", 11, 21))));
        Assert.Equal(["build"], TimelineAnalysis.Of(Content(Ended("build.a", 0, 10), Ended("build.b", 61, 71)), baseline, Now).Regressions.Select(r => r.Node.Name));
    }

    [Fact]
    public void Killed_failed_and_unfinished_runs_do_not_enter_the_baseline()
    {
        var good = Enumerable.Range(0, 6).Select(_ => Content(Ended("a", 0, 10), Ended("b", 10, 20)));
        var baseline = Baseline([
            .. good, Content(Ended("a", 0, 900, status: TimelineStatus.Failed), Ended("b", 900, 910)), Content(Ended("a", 0, 10), Abandoned("b", 10)), Content(Ended("a", 0, 500), Open("b", 500))]);
        Assert.Equal((7, 10.0), (baseline.Of("a")!.Samples, baseline.Of("a")!.Median.TotalSeconds));
        Assert.Equal(10, baseline.Of("a")!.P95.TotalSeconds);
        Assert.Equal((7, 7, 8), (baseline.Of("b")!.Samples, baseline.Whole!.Samples, baseline.Timelines));
    }

    [Fact]
    public void The_end_is_foretold_from_what_usually_comes_after_a_step()
    {
        var baseline = Baseline(Enumerable.Range(0, 6).Select(_ => Content(Ended("a", 0, 100), Ended("b", 100, 150), Ended("c", 150, 200))));
        var analysis = TimelineAnalysis.Of(Content(Open("a", -30)), baseline, Now);
        Assert.Equal(new Forecast(Now.AddSeconds(170), false, 0), analysis.Forecast);
        Assert.Equal(Now.AddSeconds(70), analysis.Root.Children[0].Expected);
    }

    [Fact]
    public void A_step_that_takes_longer_than_ever_is_late_and_the_end_is_at_least()
    {
        var baseline = Baseline(Enumerable.Range(0, 6).Select(_ => Content(Ended("a", 0, 100), Ended("b", 100, 150))));
        var analysis = TimelineAnalysis.Of(Content(Open("a", -300)), baseline, Now);
        Assert.Equal(new Forecast(Now.AddSeconds(50), true, 1), analysis.Forecast);
        Assert.Equal(["a"], analysis.Regressions.Select(r => r.Node.Name));
        Assert.Equal(Pace.Slower, analysis.Pace);
    }

    [Fact]
    public void Without_a_history_nothing_is_foretold_or_judged()
    {
        var analysis = TimelineAnalysis.Of(Content(Open("a", -300)), Server.Timelines.Analysis.Baseline.None, Now);
        Assert.Equal(new Forecast(null, false, 0), analysis.Forecast);
        Assert.Equal((0, Pace.Unknown), (analysis.Regressions.Count, analysis.Pace));
    }

    [Fact]
    public void An_empty_timeline_can_be_looked_at()
    {
        var analysis = Analyse();
        Assert.Equal((null, 0, 0, null), (analysis.Duration, analysis.Gaps.Count, analysis.Regressions.Count, analysis.Forecast));
    }

    [Fact]
    public void Two_timelines_are_compared_by_name_whatever_the_host()
    {
        var (one, other) = (Analyse(Ended("b.x", 0, 10, "runner-1"), Ended("b.y", 10, 15), Ended("z", 15, 16)), Analyse(Ended("b.x", 0, 4, "runner-2"), Ended("b.y", 4, 14), Ended("w", 14, 15)));
        var comparison = TimelineComparison.Of(one, other);
        Assert.Equal([("b", 1.0), ("b.x", 6), ("b.y", -5), ("z", null), ("w", null)], comparison.Events.Select(e => (e.Name, e.Difference?.TotalSeconds)));
        Assert.Equal(["b.x", "b.y"], comparison.Largest(5).Select(e => e.Name));
        Assert.Equal(1, comparison.Difference!.Value.TotalSeconds);
    }

    private static TimelineAnalysis Analyse(params TimelineEvent[] events) => TimelineAnalysis.Of(Content(events), Server.Timelines.Analysis.Baseline.None, Now.AddHours(1));

    private static IEnumerable<string> Critical(TimelineAnalysis analysis) => analysis.Root.SelfAndDescendants().Where(n => n.IsCritical).Select(n => n.Name);
}
