using Tracker.Server.Releases.Flow;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Histories;

/// <summary>
/// Whole histories: nothing goes with a configuration older than its predecessor's, no change is lost, what is pinned stays, no environment
/// gets what SemVer forbids it, and at the end "why" leads the newest release of everything into the last environment.
/// </summary>
public sealed class ReleaseHistoryTests
{
    private const int MostSteps = 150;

    [Fact]
    public Task What_must_hold_holds_after_every_act() => RunAsync(histories: 2, acts: 60);

    [Fact(Explicit = true)]
    public Task What_must_hold_holds_after_every_act_of_many_long_histories() => RunAsync(histories: 60, acts: 250);

    private static async Task RunAsync(int histories, int acts)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TRACKER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        var (claims, opened) = (0, new SortedSet<GateKind>());
        for (var i = 0; i < histories; i++)
        {
            await using var world = await ReleaseWorld.CreateAsync();
            var history = new ReleaseHistory(world, new Random(seed + i));
            try
            {
                foreach (var application in world.Applications) await history.PollAsync(application);
                for (var act = 0; act < acts; act++) await history.ActAsync();
                foreach (var application in world.Applications) opened.UnionWith(await OpenAsync(world, history, application, "prod"));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"TRACKER_TEST_SEED={seed + i}: {e.Message}\n{history.Told}", e);
            }

            claims += history.Claims;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{claims} claims; gates opened: {string.Join(", ", opened)}");
        Assert.True(claims > histories, "Nothing went anywhere.");
    }

    /// <summary>Opens each gate that "why" names, until the newest release is there.</summary>
    private static async Task<HashSet<GateKind>> OpenAsync(ReleaseWorld world, ReleaseHistory history, Application application, string stage)
    {
        var opened = new HashSet<GateKind>();
        for (var step = 0; step < MostSteps; step++)
        {
            var standings = await world.StandingsAsync(application);
            var answer = Why.Answer(standings.Single(s => s.Environment.Name == stage), world.Clock.GetUtcNow());
            if (answer.IsThere) return opened;
            var where = standings.Single(s => s.Environment.Name == answer.Where);
            if (answer.Gates.Count == 0)
            {
                await DeployAsync(history, application, answer.Where);
                continue;
            }

            opened.Add(answer.Gates[0].Kind);
            await OpenAsync(world, history, application, where, answer.Gates[0]);
        }

        var last = Why.Answer((await world.StandingsAsync(application)).Single(s => s.Environment.Name == stage), world.Clock.GetUtcNow());
        throw new InvalidOperationException($"{application.Name} does not come to {stage}: {last.Text} ({last.Where}: {string.Join(", ", last.Gates.Select(g => g.Kind))})");
    }

    private static Task OpenAsync(ReleaseWorld world, ReleaseHistory history, Application application, Standing where, Gate gate)
    {
        var stage = where.Environment.Name;
        switch (gate.Kind)
        {
            case GateKind.Image or GateKind.WaitsForImage or GateKind.Omitted:
                history.Edit(application, omits: false);
                history.Push(application, isNew: true);
                return history.PollAsync(application);
            case GateKind.File:
                return history.PollAsync(application);
            case GateKind.Claimed:
                return history.DeployedAsync(where.Open!.Entry.Uuid);
            case GateKind.Pinned:
                return where.Pin is null ? history.PinAsync(application, stage, where.Newest) : history.UnpinAsync(application, stage);
            case GateKind.SemVer or GateKind.FixedTag or GateKind.Failed or GateKind.Skipped:
                return history.PromoteAsync(where.Open is { Entry.State: QueueState.Queued } open ? open.Entry.Uuid : where.Last!.Uuid);
            case GateKind.Approval:
                return history.ApproveAsync(where.Open!.Entry.Uuid);
            case GateKind.Dependency:
                var other = where.Open!.Depends.First(d => !d.IsDeployed).Name;
                return OpenAsync(world, history, world.Applications.Single(a => a.Name == other), stage);
            case GateKind.Lock:
                return history.UnlockAsync(application, stage);
            default:
                // By itself, when it says.
                return history.LeapAsync(gate.OpensAt!.Value - world.Clock.GetUtcNow());
        }
    }

    /// <summary>Deploys what may go there until it is this one's turn.</summary>
    private static async Task DeployAsync(ReleaseHistory history, Application application, string stage)
    {
        while (await history.ClaimAsync(stage) is { } claimed)
        {
            await history.DeployedAsync(claimed.Entry.Uuid);
            if (claimed.Application == application.Name) return;
        }

        Assert.Fail($"{application.Name} may go to {stage}, and nobody gets it.");
    }
}
