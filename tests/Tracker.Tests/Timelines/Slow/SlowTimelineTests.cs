using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Timelines.Slow;
using static Tracker.Tests.Timelines.Analysis.SomeTimelines;

namespace Tracker.Tests.Timelines.Slow;

/// <summary>When a timeline is told of as slower than usual, and what is said then.</summary>
public sealed class SlowTimelineTests
{
    private static readonly Baseline Usual = Baseline(Enumerable.Range(0, 12).Select(i => Content(Ended("extract", 0, 60 + i), Ended("load", 60 + i, 180 + i), Ended("notify", 180 + i, 184 + i))));

    [Fact]
    public void The_step_that_made_it_slow_is_named() => Assert.Equal(
        "build 19700101T000000-000000 is slower than usual: extract took 10 min, usually 1 min", Told(Ended("extract", -900, -300), Ended("load", -300, -180), Ended("notify", -180, -176)));

    [Fact]
    public void What_is_under_way_is_told_of_as_soon_as_it_cannot_be_in_time()
    {
        Assert.Null(Told(Ended("extract", -70, -10), Open("load", -10)));
        Assert.Null(Told(Open("extract", -70)));
        Assert.Contains("extract took 2 min, usually 1 min", Told(Open("extract", -150)));
    }

    [Fact]
    public void A_usual_one_a_faster_one_and_one_that_is_the_first_are_not_told_of()
    {
        Assert.Null(Told(Ended("extract", -300, -238), Ended("load", -238, -110)));
        Assert.Null(Told(Ended("extract", -300, -290), Ended("load", -290, -280)));
        Assert.Null(SlowTimeline.Of(TimelineAnalysis.Of(Content(Ended("extract", -900, -300)), Server.Timelines.Analysis.Baseline.None, Now)));
        // Slow, but beside the rest: nobody waited for it.
        Assert.Null(Told(Ended("extract", -300, -238), Ended("notify", -238, -190), Ended("load", -238, -110)));
    }

    private static string? Told(params Server.Timelines.TimelineEvent[] events)
    {
        var content = Content(events);
        return SlowTimeline.Of(TimelineAnalysis.Of(content, Usual, Now))?.Title(content.Timeline);
    }
}
