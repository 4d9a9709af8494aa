using Tracker.Server.Demo.Plan;

namespace Tracker.Tests.Demo;

/// <summary>The month as it is thought up: nothing is stored.</summary>
public sealed class DemoMonthTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 19, 14, 30, 0, TimeSpan.Zero);

    private readonly DemoPlan _plan = DemoMonth.Of(3, End);

    [Fact]
    public void The_same_seed_and_end_are_the_same_month()
    {
        Assert.Equal(Text(_plan), Text(DemoMonth.Of(3, End)));
        Assert.NotEqual(Text(_plan), Text(DemoMonth.Of(4, End)));
    }

    [Fact]
    public void Everything_lies_in_the_month_and_comes_in_its_order()
    {
        Assert.Equal(_plan.Acts.OrderBy(a => a.At), _plan.Acts);
        Assert.InRange(_plan.Acts[0].At, End.AddDays(-DemoScript.Days), End);
        Assert.Equal(End, _plan.Acts[^1].At);
    }

    [Fact]
    public void A_hundred_services_of_a_dozen_teams_depend_on_each_other_without_circles()
    {
        var services = _plan.Platform.Services.ToList();

        Assert.Equal(100, services.Count);
        Assert.Equal(12, services.Select(s => s.Team).Distinct().Count());
        Assert.All(services, s => Assert.All(s.DependsOn, on => Assert.True(services.FindIndex(o => o.Name == on) < services.IndexOf(s), $"{s.Name} stands before {on}")));
        Assert.InRange(services.Average(s => s.DependsOn.Count), 1, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_kind_of_cause_is_planted_before_its_effect(int seed)
    {
        var plan = DemoMonth.Of(seed, End);
        var made = plan.Acts.OfType<EventMade>().ToDictionary(e => e.Key);

        Assert.Equal(Enum.GetValues<CauseKind>(), plan.Causes.Select(c => c.Kind).Distinct().Order());
        foreach (var cause in plan.Causes.Where(c => c.Kind is CauseKind.Deployment or CauseKind.Dependency))
        {
            var (deployment, incident) = (made[cause.Cause], made[cause.Effect]);
            Assert.True(deployment.At < incident.At);
            var broke = deployment.Request.Attributes.Service;
            Assert.True(broke == cause.Service || plan.Platform[cause.Service].DependsOn.Contains(broke), $"{cause.Service} has nothing to do with {broke}");
        }
    }

    private static string Text(DemoPlan plan) => string.Join('\n', plan.Acts.Select(TextOf)) + string.Join('\n', plan.Causes);

    private static string TextOf(DemoAct act) => act switch
    {
        TimelineTold told => $"{told.At:O} {string.Join(';', told.Messages)}",
        RunMeasured run => $"{run.At:O} {run.Key} {string.Join(';', run.Samples)} {run.Stop}",
        _ => act.ToString(),
    };
}
