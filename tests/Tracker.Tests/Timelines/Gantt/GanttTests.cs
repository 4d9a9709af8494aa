using System.Globalization;
using System.Xml.Linq;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Timelines.Pages.Gantt;
using static Tracker.Tests.Timelines.Analysis.SomeTimelines;

namespace Tracker.Tests.Timelines;

/// <summary>The chart as it is drawn: which rows, where, and that names are nothing but text in it.</summary>
public sealed class GanttTests
{
    private static readonly HashSet<string> Nothing = [];
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Bars_lie_where_their_times_say()
    {
        var picture = Draw(Content(Ended("a", 0, 50), Ended("b", 50, 100)));
        var (first, second) = (Bars(picture)[0], Bars(picture)[1]);
        Assert.Equal(Number(first, "x") + Number(first, "width"), Number(second, "x"), 0.1);
        Assert.Equal(Number(first, "width"), Number(second, "width"), 0.1);
        Assert.Equal((GanttSvg.Width - GanttSvg.Left - GanttSvg.Right) / 1.02 / 2, Number(first, "width"), 0.5);
    }

    [Theory, InlineData(0.000_5), InlineData(0.02), InlineData(3), InlineData(400), InlineData(86_400), InlineData(40 * 86_400)]
    public void Milliseconds_and_months_are_drawn_with_round_marks(double seconds)
    {
        var picture = Draw(Content(Ended("a", 0, seconds / 2), Ended("b", seconds / 2, seconds)));
        Assert.InRange(picture.Descendants(Svg + "line").Count(), 2, 40);
        Assert.All(Bars(picture), bar => Assert.InRange(Number(bar, "x"), GanttSvg.Left, GanttSvg.Width));
        Assert.All(Bars(picture), bar => Assert.True(Number(bar, "width") >= 2));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"'><img src=x onerror=alert(1)>")]
    [InlineData("</style><script>")]
    [InlineData("\u202Eexe.txt \0 \uFFFF")]
    public void A_name_is_text_wherever_it_stands(string text)
    {
        var content = Content(Ended(EventName.Join(text, text), 0, 1, text), Open(EventName.Join(text, "b"), 1, text)) with { Timeline = new(text, 0, null, text) };
        var picture = Draw(content, row => "/x?fold=" + Uri.EscapeDataString(row.Node.Name));
        Assert.DoesNotContain(picture.Descendants(), e => e.Name.LocalName is "script" or "img");
        var alone = XDocument.Parse(new GanttSvg(Analyse(content), GanttSvg.AxisOf(Analyse(content), TimeZoneInfo.Utc), TimeZoneInfo.Utc).DrawAlone(Layout(content), ".x{}")).Root!;
        Assert.DoesNotContain(alone.Descendants(), e => e.Name.LocalName is "script" or "img" or "a");
    }

    [Theory, InlineData("تجميع الوحدة الأساسية"), InlineData("a-very-long-name-that-nobody-would-give-to-a-step-but-a-program-that-builds-names-from-paths"), InlineData("漢字のステップ")]
    public void Long_and_foreign_names_keep_to_their_column_and_are_whole_in_the_title(string name)
    {
        var row = Draw(Content(Ended(name, 0, 10))).Descendants(Svg + "g").Single();
        Assert.Contains(name, row.Element(Svg + "title")!.Value, StringComparison.Ordinal);
        Assert.True(row.Elements(Svg + "text").First().Value.Length <= 45);
    }

    [Fact]
    public void What_is_under_way_failed_or_was_given_up_is_told_in_words_too()
    {
        var text = Draw(Content(Open("a", -10), Ended("b", -10, -5, status: TimelineStatus.Failed), Abandoned("c", -8), Ended("d", -9, -8, status: TimelineStatus.Skipped), Point("e", -3)), at: Now).ToString();
        Assert.All(["running", "failed", "abandoned", "skipped", "point"], word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.Contains("class=\"now\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_step_shows_where_it_usually_ends_and_what_it_lost()
    {
        var baseline = Baseline(Enumerable.Range(0, 6).Select(_ => Content(Ended("a", 0, 10), Ended("b", 10, 20))));
        var picture = Draw(Content(Ended("a", 0, 50), Ended("b", 50, 60)), baseline: baseline);
        Assert.Contains(picture.Descendants(Svg + "text"), t => t.Value == "+40 s");
        Assert.Single(picture.Descendants(), e => (string?)e.Attribute("class") == "lost");
        Assert.Equal(2, picture.Descendants().Count(e => (string?)e.Attribute("class") == "usual"));
    }

    [Fact]
    public void A_row_folds_what_is_below_it()
    {
        var content = Content(Ended("a.b.c", 0, 1), Ended("a.b.d", 1, 2), Ended("a.e", 2, 3));
        Assert.Equal(["a", "a.b", "a.b.c", "a.b.d", "a.e"], Names(Layout(content)));
        Assert.Equal(["a", "a.b", "a.e"], Names(Layout(content, folded: ["a.b"])));
        Assert.Equal(["a"], Names(Layout(content, folded: ["a", "a.b"])));
    }

    [Fact]
    public void Of_many_events_deep_levels_are_folded_until_somebody_unfolds_them()
    {
        var content = Content([.. Enumerable.Range(0, 2000).Select(i => Ended($"stage{i % 4}.job{i % 40}.step{i}", i, i + 1))]);
        var layout = Layout(content);
        Assert.Equal((44, 1), (layout.Total, layout.Level));
        Assert.All(layout.Rows.Where(r => r.Node.Depth == 1), r => Assert.True(r.IsFolded));
        Assert.Equal(94, Layout(content, unfolded: ["stage0.job0"]).Total);
    }

    [Fact]
    public void Fifty_thousand_events_side_by_side_are_drawn_a_thousand_at_a_time()
    {
        var content = Content([.. Enumerable.Range(0, 50_000).Select(i => Ended($"step{i:00000}", i, i + 1))]);
        var (root, second) = (Analyse(content).Root, GanttLayout.Of(Analyse(content).Root, Nothing, Nothing, 1000));
        Assert.Equal((1000, 50_000, "step01000"), (second.Rows.Count, second.Total, second.Rows[0].Node.Name));
        Assert.True(Draw(content).ToString().Length < 1_000_000);
        Assert.Equal(50_000, root.Children.Count);
    }

    [Fact]
    public void An_empty_timeline_is_a_picture_too() => Assert.Empty(Bars(Draw(Content())));

    private static XElement Draw(TimelineContent content, Func<GanttRow, string>? fold = null, Baseline? baseline = null, DateTimeOffset? at = null)
    {
        var analysis = TimelineAnalysis.Of(content, baseline ?? Server.Timelines.Analysis.Baseline.None, at ?? Now.AddHours(2));
        return XDocument.Parse(new GanttSvg(analysis, GanttSvg.AxisOf(analysis, TimeZoneInfo.Utc), TimeZoneInfo.Utc, fold).Draw(GanttLayout.Of(analysis.Root, Nothing, Nothing)).Value).Root!;
    }

    private static TimelineAnalysis Analyse(TimelineContent content) => TimelineAnalysis.Of(content, Server.Timelines.Analysis.Baseline.None, Now.AddHours(2));

    private static GanttLayout Layout(TimelineContent content, string[]? folded = null, string[]? unfolded = null) =>
        GanttLayout.Of(Analyse(content).Root, (folded ?? []).ToHashSet(), (unfolded ?? []).ToHashSet());

    private static IEnumerable<string> Names(GanttLayout layout) => layout.Rows.Select(r => r.Node.Name);

    private static List<XElement> Bars(XElement picture) => [.. picture.Descendants(Svg + "rect").Where(r => ((string?)r.Attribute("class"))?.StartsWith("bar", StringComparison.Ordinal) == true)];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
