using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;
using Tracker.Testing;

namespace Tracker.Tests.Timelines.Fold;

/// <summary>Which end belongs to which start, for one name and host.</summary>
public sealed class KeyFoldTests
{
    [Theory]
    [InlineData("S0 E10", "0-10")]
    [InlineData("E5", "!5")]
    [InlineData("S0", "0-")]
    [InlineData("S0 S5 E10", "0x 5-10")]
    [InlineData("S0 E10 E12", "0-10 !12")]
    [InlineData("E0 S1 E2", "!0 1-2")]
    [InlineData("S0 E0", "0-0")]
    [InlineData("S0 E0 S9 E9", "0-0 9-9")]
    // An attempt that ends at the instant at which the next one starts.
    [InlineData("S0 E10 S10 E20", "0-10 10-20")]
    [InlineData("S0 E10 S10", "0-10 10-")]
    [InlineData("S0 E10 S10 E20 S20 E30", "0-10 10-20 20-30")]
    [InlineData("S0 E10 S10 E20 S20 E30 S30 E40", "0-10 10-20 20-30 30-40")]
    // Steps that take no time, the first of which lost its end: three are drawn into it, and no more.
    [InlineData("S0 S1 E1 S2 E2 S3 E3 S4 E4 S5 E5 S6 E6", "0-1 1-2 2-3 3x 4-4 5-5 6-6")]
    public void Ends_find_their_starts(string marks, string rows) => Assert.Equal(rows, Show(Fold(Parse(marks))));

    [Fact]
    public void Of_two_outcomes_said_of_one_end_the_worse_holds()
    {
        var rows = Fold([new(0, true, TimelineStatus.None), new(5, false, TimelineStatus.Failed), new(5, false, TimelineStatus.Ok)]);
        Assert.Equal([new KeyRow(RunKind.Run, 0, 5, TimelineStatus.Failed, false)], rows);
    }

    [Fact]
    public void It_does_what_the_rules_say_of_the_whole_set()
    {
        var random = new Random(5);
        for (var round = 0; round < LongRun.Scale(1_500, 600_000); round++)
        {
            var marks = SomeMarks(random);
            Assert.Equal(new ReferenceFold(marks).Rows(), Fold(marks));
        }
    }

    /// <summary>Batch after batch, with what lies around each alone, as the store gives it.</summary>
    [Fact]
    public void What_lies_around_the_messages_is_enough()
    {
        var random = new Random(6);
        for (var round = 0; round < LongRun.Scale(1_500, 600_000); round++)
        {
            var stored = new SortedDictionary<long, KeyRow>();
            var sent = new List<Mark>();
            foreach (var batch in SomeMarks(random).Chunk(random.Next(1, 5)))
            {
                sent.AddRange(batch);
                var around = Around(stored.Values, batch.Min(m => m.Time), batch.Max(m => m.Time));
                var change = KeyWindow.Fold(around, batch);
                foreach (var row in change.Delete) Assert.True(stored.Remove(row.Start));
                foreach (var row in change.Put) stored[row.Start] = row;
                Assert.Equal(new ReferenceFold(sent).Rows(), [.. stored.Values]);
                if (change.State is null) continue;
                Assert.Equal(sent.Max(m => m.Time), change.LastTime);
                Assert.Equal(stored.Values.LastOrDefault() is { Kind: RunKind.Run, End: null } open ? open.Start : null, change.State.Value.Open);
            }
        }
    }

    /// <summary>Batches that are each later than all before, with what is remembered of those.</summary>
    [Fact]
    public void The_state_is_enough_for_later_messages()
    {
        var random = new Random(7);
        for (var round = 0; round < LongRun.Scale(1_000, 300_000); round++)
        {
            var stored = new SortedDictionary<long, KeyRow>();
            var sent = SomeMarks(random);
            var state = default(KeyState);
            foreach (var batch in sent.GroupBy(m => m.Time / 5).OrderBy(g => g.Key))
            {
                var rows = new List<KeyRow>();
                state = KeyFold.Fold(state, [.. batch], rows);
                foreach (var row in rows) stored[row.Start] = row;
            }

            Assert.Equal(new ReferenceFold(sent).Rows(), [.. stored.Values]);
        }
    }

    /// <summary>Few instants, so that starts and ends meet at many of them.</summary>
    private static List<Mark> SomeMarks(Random random)
    {
        var instants = random.Next(2, 40);
        return [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => new Mark(random.Next(instants), random.Next(2) == 0, (TimelineStatus)random.Next(5)))];
    }

    private static List<KeyRow> Around(IEnumerable<KeyRow> rows, long from, long to)
    {
        var all = rows.ToList();
        var first = Math.Max(0, all.Count(r => r.Start < from) - KeyFold.Reach);
        var last = Math.Min(all.Count, all.Count(r => r.Start <= to) + KeyFold.Reach);
        return all[first..last];
    }

    private static List<KeyRow> Fold(IEnumerable<Mark> marks)
    {
        var rows = new List<KeyRow>();
        KeyFold.Fold(default, [.. marks], rows);
        return rows;
    }

    private static IEnumerable<Mark> Parse(string marks) =>
        marks.Split(' ').Select(m => new Mark(long.Parse(m[1..], System.Globalization.CultureInfo.InvariantCulture), m[0] == 'S', TimelineStatus.None));

    private static string Show(IEnumerable<KeyRow> rows) => string.Join(' ', rows.Select(r =>
        r.Kind == RunKind.StrayEnd ? $"!{r.Start}" : r.Superseded ? $"{r.Start}x" : $"{r.Start}-{r.End}"));
}
