using Tracker.Server.Activity;
using Tracker.Server.Activity.Before;
using Tracker.Server.Catalog;
using static Tracker.Tests.Activity.SomeRows;

namespace Tracker.Tests.Activity;

/// <summary>Which of several changes explains an incident of payments in production at noon, and why.</summary>
public sealed class RankingTests
{
    private static readonly ServiceDependency[] Needs = [new("ledger", null), new("kafka", "ledger")];

    private static readonly Moment Incident = new(Noon, "payments", "production", "pay-1");

    [Fact]
    public void The_last_change_of_the_service_itself_comes_first()
    {
        var found = Rank(
            Entry(300, "deployment.success"),
            Entry(12, "deployment.success", "ledger"),
            Entry(30, "deployment.success"),
            Entry(5, "deployment.success", "other"),
            Entry(3, "deployment.success", "ledger", "development"),
            Entry(40, "deployment.success", "kafka"));
        Assert.Equal(
        [
            "deployment of the same service in the same environment, 30 min before",
            "deployment of ledger, on which payments depends, 12 min before",
            "deployment of the same service in the same environment, 5 h before",
            "deployment of kafka, on which payments depends through ledger, 40 min before",
        ], found.Select(s => s.Reason));
        Assert.Equal([Relation.SameService, Relation.Dependency, Relation.SameService, Relation.IndirectDependency], found.Select(s => s.Relation));
        Assert.Equal(TimeSpan.FromMinutes(30), found[0].Before);
        Assert.All(found, s => Assert.InRange(s.Weight, 0.03, 1));
    }

    [Fact]
    public void A_change_outweighs_a_symptom_but_not_the_outage_of_what_is_needed()
    {
        var found = Rank(Entry(5, "task.down", severity: Severity.Bad), Entry(40, "incident", "ledger", severity: Severity.Bad), Entry(60, "deployment.success"));
        Assert.Equal(
        [
            "deployment of the same service in the same environment, 1 h before",
            "incident of ledger, on which payments depends, 40 min before",
            "task of the same service in the same environment down, 5 min before",
        ], found.Select(s => s.Reason));
    }

    [Fact]
    public void A_deployment_is_one_row_whether_one_event_tells_of_it_or_two()
    {
        var one = Rank(Entry(60, "deployment.planned", subject: "a"), Entry(20, "deployment.start", subject: "a"), Entry(15, "deployment.failure", subject: "a", severity: Severity.Bad));
        Assert.Equal("failed deployment of the same service in the same environment, 15 min before", Assert.Single(one).Reason);
        Assert.Equal("deployment.success", Assert.Single(Rank(Entry(20, "deployment.start"), Entry(15, "deployment.success"))).Row.Entry.Kind);
        Assert.Equal("deployment of the same service in the same environment, under way for 20 min", Assert.Single(Rank(Entry(20, "deployment.start"))).Reason);
    }

    [Fact]
    public void What_was_planned_and_has_not_begun_is_told_as_such()
    {
        var found = Rank(Entry(180, "deployment.planned"), Entry(200, "deployment.planned", environment: "development"), Entry(10, "operation.planned"));
        Assert.Equal("deployment of the same service in the same environment, planned 3 h before and not begun", found[0].Reason);
        Assert.True(found[0].IsWaiting);
        Assert.DoesNotContain(found, s => s.Row.Entry.Kind == "operation.planned");
    }

    [Fact]
    public void A_lock_that_was_lost_in_the_midst_of_work_comes_before_the_work()
    {
        ActivityEntry[] work = [Entry(40, "deployment.start", subject: "a"), Entry(20, "deployment.start", subject: "b"), Entry(10, "deployment.success", subject: "a")];
        var found = Rank([.. work, Entry(21, "lock.forced", severity: Severity.Warning)]);
        Assert.Equal("lock of the same service in the same environment broken by force, while work under it was going on, 21 min before", found[0].Reason);
        Assert.Equal(3, found.Count);
        // So does a lock over every service.
        Assert.Contains(Rank([.. work, Entry(21, "lock.forced", null)]), s => s.Reason == "lock of all of production broken by force, while work under it was going on, 21 min before");
        // At rest it is less remarkable than a deployment.
        Assert.Equal("deployment.success", Rank(Entry(10, "deployment.success", subject: "a"), Entry(9, "lock.expired"))[0].Row.Entry.Kind);
    }

    [Fact]
    public void Neighbours_on_the_host_and_what_concerns_all_of_the_environment_are_suspects()
    {
        var found = Rank(
            Entry(10, "operation.done", "*"), Entry(20, "timeline.slower", "backup", null, "pay-1"), Entry(30, "lock.forced", null), Entry(15, "run.begun", null, null),
            Entry(12, "operation.done", "*", "development"));
        Assert.Equal(
        [
            "slow timeline of backup on the same host, 20 min before",
            "operation of all of production, 10 min before",
            "lock of all of production broken by force, 30 min before",
        ], found.Select(s => s.Reason));
    }

    [Fact]
    public void Itself_what_came_later_and_what_says_that_all_is_well_explain_nothing()
    {
        var self = Incident with { Self = ("events", "me") };
        Assert.Empty(Ranking.Of(self, Related(self,
            Entry(2, "incident.open", subject: "me"), Entry(-1, "deployment.success"), Entry(3, "task.up"), Entry(3, "deployment.deleted"), Entry(3, "lock.released"))));
    }

    [Fact]
    public void The_list_is_short()
    {
        var many = Enumerable.Range(1, 60).Select(i => Entry(i, "deployment.success", i % 2 == 0 ? "payments" : "ledger", subject: $"{i}")).ToArray();
        Assert.Equal(12, Rank(many).Count);
        // What is much weaker than the best is not worth a line; alone it is.
        var old = Entry(1200, "deployment.success", "ledger");
        Assert.Equal(2, Rank(Entry(5, "deployment.success"), Entry(60, "deployment.success", "ledger"), old).Count);
        Assert.Single(Rank(old));
    }

    [Fact]
    public void The_order_does_not_depend_on_the_order_of_the_rows()
    {
        var rows = new[] { Entry(40, "deployment.start", subject: "a"), Entry(30, "deployment.start"), Entry(21, "lock.forced"), Entry(10, "deployment.success", subject: "a"), Entry(8, "deployment.success", "ledger") };
        var candidates = Related(Incident, rows);
        Assert.Equal(Ranking.Of(Incident, candidates), Ranking.Of(Incident, candidates.AsEnumerable().Reverse()));
    }

    [Theory]
    [InlineData(40, "40 s")]
    [InlineData(12 * 60, "12 min")]
    [InlineData(200 * 60, "3 h 20 min")]
    [InlineData(52 * 3600, "2 d 4 h")]
    public void Spans_are_said_as_people_say_them(int seconds, string text) => Assert.Equal(text, SpanText.Of(TimeSpan.FromSeconds(seconds)));

    private static IReadOnlyList<Suspect> Rank(params ActivityEntry[] entries) => Ranking.Of(Incident, Related(Incident, entries));

    private static List<Candidate> Related(Moment moment, params ActivityEntry[] entries)
    {
        var relations = new Relations(moment, Needs);
        return [.. entries.Select((e, i) => relations.Of(new(i + 1, e))).OfType<Candidate>()];
    }
}
