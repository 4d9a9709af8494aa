using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;

namespace Tracker.Server.Releases.Pages;

/// <summary>An application in one environment, with what somebody can decide there.</summary>
/// <param name="Held">The gates of what waits here; where nothing waits, those of the answer.</param>
/// <param name="Since">When what runs there was deployed.</param>
/// <param name="Pinned">The release that it is pinned to.</param>
/// <param name="Next">What promoting lets go here; null when there is nothing to promote.</param>
public sealed record Place(Standing Standing, WhyAnswer Answer, IReadOnlyList<Gate> Held, DateTimeOffset? Since, Release? Pinned, Promotion? Next)
{
    /// <summary>What waits here for a deployer, or for a gate.</summary>
    public QueueEntry? Queued => Standing.Open?.Entry is { State: QueueState.Queued } entry ? entry : null;

    /// <summary>Whether the list of gates tells more than the answer does.</summary>
    public bool ListsGates => Held is not ([] or [{ OpensAt: null, Link: null }]) || (Standing.Open is not null && Held is [var only] && only.Text != Answer.Text);

    /// <summary>Whether the answer has the gate's words already.</summary>
    public bool IsSaid(Gate gate) => Held.Count == 1 && Answer.Text.Contains(gate.Text, StringComparison.Ordinal);

    public bool NeedsApproval => Queued is { ApprovedBy.Length: 0 } && Standing.Environment.NeedsApproval;

    /// <summary>Every environment, in the order of the way.</summary>
    public static async Task<IReadOnlyList<Place>> AllAsync(ReleaseTracker tracker, Standings standings, ReleaseReader releases, DateTimeOffset now, CancellationToken ct)
    {
        var current = await releases.CurrentAsync(tracker.Id, ct);
        var pinned = await releases.PinnedAsync(tracker.Id, ct);
        var places = new List<Place>();
        foreach (var standing in await standings.OfAsync(tracker, ct))
        {
            var (here, answer) = (standing.Environment.Name, Why.Answer(standing, now));
            places.Add(new(
                standing,
                answer,
                HeldBy(standing, answer, now),
                current.Where(c => c.Environment == here).Select(c => (DateTimeOffset?)c.Since).FirstOrDefault(),
                pinned.Find(p => p.Environment == here).Release,
                await Promotion.OfAsync(standing, releases, now, ct)));
        }

        return places;
    }

    // What is on its way is past the other gates.
    private static IReadOnlyList<Gate> HeldBy(Standing standing, WhyAnswer answer, DateTimeOffset now) => standing.Open switch
    {
        null => answer.Gates,
        { Entry.State: QueueState.Claimed } claimed => [.. Gates.Closed(claimed, now).Where(g => g.Kind == GateKind.Claimed)],
        var queued => Gates.Closed(queued, now),
    };
}

/// <summary>The entry that is promoted, so that a release comes into an environment.</summary>
public sealed record Promotion(Guid Entry, Release Release)
{
    internal static async Task<Promotion?> OfAsync(Standing standing, ReleaseReader releases, DateTimeOffset now, CancellationToken ct)
    {
        if (standing is { Open: { Entry.State: QueueState.Queued } open })
        {
            // Let go although its version would not by itself.
            var isHeld = Gates.Closed(open, now).Any(g => g.Kind is GateKind.SemVer or GateKind.FixedTag);
            return isHeld ? new(open.Entry.Uuid, open.Release) : null;
        }

        if (standing.IsOmitted || standing.Open is not null) return null;
        if (standing is { Last: { State: QueueState.Failed or QueueState.Skipped } last, Newest: { } newest }) return new(last.Uuid, newest);
        if (standing.Before?.Current is not { } before || before.Id == standing.Current?.Id) return null;
        return await releases.LastAsync(before.Id, standing.Before.Environment.Name, ct) is { State: QueueState.Deployed } there ? new(there.Uuid, before) : null;
    }
}
