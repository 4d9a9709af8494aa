using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Versions;

namespace Tracker.Tests.Releases.Flow;

/// <summary>What may go where, by thousands of made-up situations: each is one that the store can be in.</summary>
public sealed class GatesTests
{
    private const int Situations = 5_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] Tags = ["1.0.0", "1.0.1", "1.1.0", "1.1.0-rc.1", "2.0.0", "0.3.1", "0.4.0", "latest", "stable"];

    /// <summary>Each gate that is named, once opened, is not named again; with all of them open it goes.</summary>
    [Fact]
    public void Opening_what_is_named_lets_it_go() => ForAll(waiting =>
    {
        for (var step = 0; Gates.Closed(waiting, Now) is [var gate, ..]; step++)
        {
            Assert.True(step < 40, $"{gate.Kind} does not open.");
            var before = Gates.Closed(waiting, Now).Count;
            waiting = Opened(waiting, gate);
            Assert.True(Gates.Closed(waiting, Now).Count < before, $"{gate.Kind}: {gate.Text}");
        }
    });

    [Fact]
    public void A_pinned_application_goes_nowhere_else() => ForAll(waiting =>
    {
        if (waiting.Pin is { } pin && pin.Release != waiting.Release.Id) Assert.Contains(Gates.Closed(waiting, Now), g => g.Kind == GateKind.Pinned);
    });

    [Fact]
    public void No_environment_gets_a_version_that_is_too_large_a_step_for_it_unless_somebody_decided() => ForAll(waiting =>
    {
        if (Gates.Closed(waiting, Now).Count > 0 || waiting.Entry.PromotedBy.Length > 0 || waiting.Pin is not null) return;
        if (waiting.Release.Version.Version is null)
        {
            Assert.True(waiting.Environment.TakesFixedTags);
            return;
        }

        var step = Steps.Between(waiting.Current?.Version, waiting.Release.Version);
        var reach = waiting.Environment.Reach;
        Assert.True(
            reach == Reach.Major || (reach == Reach.Minor && step is Step.Minor or Step.Patch or Step.Same) || (reach == Reach.Patch && step is Step.Patch or Step.Same),
            $"{waiting.Current?.Tag} -> {waiting.Release.Tag} ({step}) with {reach}");
    });

    [Fact]
    public void What_waits_for_anything_is_not_claimed() => ForAll(waiting =>
    {
        if (Gates.Closed(waiting, Now).Count > 0) return;
        Assert.True(waiting is { Lock: null, Freeze: null, Ahead: null } && waiting.Depends.All(d => d.IsDeployed));
        Assert.True(!waiting.Environment.NeedsApproval || waiting.Entry.ApprovedBy.Length > 0);
        Assert.True(waiting.Environment.Window?.IsOpen(Now) != false);
        Assert.True(waiting.Entry.SoaksSince is not { } since || waiting.Soak == TimeSpan.Zero || ((waiting.Incident > since ? waiting.Incident.Value : since) + waiting.Soak <= Now));
    });

    /// <summary>When a gate says when it opens, it is open then, and not a minute before.</summary>
    [Fact]
    public void A_gate_opens_when_it_says() => ForAll(waiting =>
    {
        foreach (var gate in Gates.Closed(waiting, Now).Where(g => g.OpensAt is not null && g.Kind is GateKind.Soak or GateKind.Window or GateKind.Claimed))
        {
            Assert.Contains(Gates.Closed(waiting, gate.OpensAt!.Value.AddMinutes(-1)), g => g.Kind == gate.Kind);
            Assert.DoesNotContain(Gates.Closed(waiting, gate.OpensAt.Value), g => g.Kind == gate.Kind);
        }
    });

    private static void ForAll(Action<Waiting> holds)
    {
        var seed = int.TryParse(System.Environment.GetEnvironmentVariable("TRACKER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < Situations; i++)
        {
            var waiting = Some(random);
            try
            {
                holds(waiting);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"TRACKER_TEST_SEED={seed}, situation {i}: {e.Message}\n{waiting}", e);
            }
        }
    }

    private static Waiting Opened(Waiting w, Gate gate) => gate.Kind switch
    {
        GateKind.Claimed => w with { Entry = w.Entry with { State = QueueState.Queued, LeaseUntil = null } },
        GateKind.Pinned => w with { Pin = null },
        GateKind.SemVer or GateKind.FixedTag => w with { Entry = w.Entry with { PromotedBy = "ann" } },
        GateKind.Soak => w with { Entry = w.Entry with { SoaksSince = null } },
        GateKind.Approval => w with { Entry = w.Entry with { ApprovedBy = "bob" } },
        GateKind.Dependency => w with { Depends = [.. w.Depends.Where(d => d.IsDeployed || !gate.Text.Contains(d.Name, StringComparison.Ordinal))] },
        GateKind.Busy => w with { Ahead = null },
        GateKind.Window => w with { Environment = w.Environment with { Window = null } },
        GateKind.Freeze => w with { Freeze = null },
        GateKind.Lock => w with { Lock = null },
        _ => throw new InvalidOperationException($"{gate.Kind} is no gate of what waits."),
    };

    private static Waiting Some(Random random)
    {
        var release = Release(random, 9);
        var current = random.Next(4) == 0 ? null : Release(random, 5);
        return new()
        {
            Application = "shop.cart",
            Release = release,
            Current = current,
            Environment = new()
            {
                Name = "prod",
                Position = 4,
                Reach = (Reach)random.Next(4),
                TakesFixedTags = random.Next(2) == 0,
                NeedsApproval = random.Next(4) == 0,
                ApproveWithin = random.Next(2) == 0 ? TimeSpan.FromHours(random.Next(1, 48)) : null,
                Window = random.Next(3) == 0 ? new($"0 {random.Next(24)} * * *", "Europe/Paris", TimeSpan.FromHours(random.Next(1, 12))) : null,
            },
            Entry = new()
            {
                Environment = "prod",
                Release = release.Id,
                State = random.Next(5) == 0 ? QueueState.Claimed : QueueState.Queued,
                ClaimedBy = "a deployer",
                LeaseUntil = Now.AddMinutes(random.Next(-10, 60)),
                PromotedBy = random.Next(4) == 0 ? "ann" : "",
                ApprovedBy = random.Next(2) == 0 ? "bob" : "",
                EnteredAt = Now.AddHours(-random.Next(48)),
                SoaksSince = random.Next(2) == 0 ? Now.AddHours(-random.Next(48)) : null,
                SoaksIn = "preprod",
            },
            Soak = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromHours(random.Next(1, 36)),
            Incident = random.Next(3) == 0 ? Now.AddHours(-random.Next(48)) : null,
            Pin = random.Next(4) == 0 ? new(1, "prod", random.Next(2) == 0 ? release.Id : 5, "it works", "ann", Now) : null,
            PinnedName = "1.0.0",
            Depends = [.. Enumerable.Range(0, random.Next(3)).Select(i => new Dependency($"shop.dep{i}", random.Next(2) == 0, random.Next(2) == 0))],
            Ahead = random.Next(6) == 0 ? new() { Environment = "prod", State = QueueState.Claimed, ClaimedBy = "another", LeaseUntil = Now.AddMinutes(5) } : null,
            Freeze = random.Next(6) == 0 ? new("Sale", Now.AddHours(2)) : null,
            Lock = random.Next(6) == 0 ? new("carl", "/locks/1") : null,
        };
    }

    private static Release Release(Random random, long id) => new() { Id = id, Image = "quay.io/shop/cart", Tag = Tags[random.Next(Tags.Length)], Digest = "sha256:" + new string('a', 64) };
}
