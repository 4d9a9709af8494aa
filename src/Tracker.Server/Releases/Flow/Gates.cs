using System.Globalization;
using Tracker.Server.Releases.Versions;

namespace Tracker.Server.Releases.Flow;

/// <summary>Whether a release may go, and if not, why: nothing but what stands in its arguments decides.</summary>
public static class Gates
{
    /// <summary>Every gate that is closed, the one to look at first in front; none when it may be claimed.</summary>
    public static IReadOnlyList<Gate> Closed(Waiting waiting, DateTimeOffset now)
    {
        Gate?[] gates =
        [
            Claimed(waiting.Entry, now),
            Pinned(waiting),
            SemVer(waiting),
            Soak(waiting, now),
            Approval(waiting),
            .. waiting.Depends.Select(d => Depends(d, waiting)),
            Busy(waiting),
            Window(waiting.Environment, now),
            waiting.Freeze is { } freeze ? new(GateKind.Freeze, $"A freeze window is in force until {At(freeze.Until)}: {freeze.Reason}.") { OpensAt = freeze.Until, Link = "/locks/freezes" } : null,
            waiting.Lock is { } held ? new(GateKind.Lock, $"{held.Who} holds the deploy lock of {waiting.Service} in {waiting.Environment.Name}.") { Link = held.Link } : null,
        ];
        return [.. gates.OfType<Gate>()];
    }

    /// <summary>Which reach an environment needs for this step; of a step down, too, somebody decides beyond the first environments.</summary>
    public static Reach Needed(Step step) => step switch
    {
        Step.Same or Step.Patch => Reach.Patch,
        Step.Minor => Reach.Minor,
        _ => Reach.Major,
    };

    private static Gate? Claimed(QueueEntry entry, DateTimeOffset now) => entry.State == QueueState.Claimed && entry.LeaseUntil > now
        ? new(GateKind.Claimed, $"{entry.ClaimedBy} is deploying it; the claim lasts until {At(entry.LeaseUntil.Value)}.") { OpensAt = entry.LeaseUntil }
        : null;

    private static Gate? Pinned(Waiting waiting) => waiting.Pin is { } pin && pin.Release != waiting.Release.Id
        ? new(GateKind.Pinned, $"{waiting.Application} is pinned to {waiting.PinnedName} in {waiting.Environment.Name} by {pin.By}: {pin.Reason}.")
        : null;

    private static Gate? SemVer(Waiting waiting)
    {
        // What somebody pinned there, or let go there, is decided.
        if (waiting.Entry.PromotedBy.Length > 0 || waiting.Pin?.Release == waiting.Release.Id) return null;
        var environment = waiting.Environment;
        if (waiting.Release.Version.Version is null)
        {
            return environment.TakesFixedTags ? null : new(
                GateKind.FixedTag, $"{waiting.Release.Tag} is no version, and such tags come to {environment.Name} only when somebody promotes them.");
        }

        var step = Steps.Between(waiting.Current?.Version, waiting.Release.Version);
        if (Needed(step) <= environment.Reach) return null;
        var from = waiting.Current is { } current ? $"from {current.Name} to {waiting.Release.Name} is {NameOf(step)}" : $"{waiting.Release.Name} would be the first release there";
        return new(GateKind.SemVer, $"{char.ToUpperInvariant(from[0])}{from[1..]}, which comes to {environment.Name} only when somebody promotes it.");
    }

    private static Gate? Soak(Waiting waiting, DateTimeOffset now)
    {
        if (waiting.Entry is not { SoaksSince: { } since, SoaksIn: { } where } || waiting.Soak <= TimeSpan.Zero) return null;
        var ends = (waiting.Incident > since ? waiting.Incident.Value : since) + waiting.Soak;
        if (ends <= now) return null;
        var incident = waiting.Incident > since ? $", counted from the incident at {At(waiting.Incident.Value)}" : "";
        return new(GateKind.Soak, $"It must run in {where} for {Text(waiting.Soak)} without an incident{incident}: {Text(ends - now)} are left.") { OpensAt = ends };
    }

    private static Gate? Approval(Waiting waiting)
    {
        if (!waiting.Environment.NeedsApproval || waiting.Entry.ApprovedBy.Length > 0) return null;
        var until = waiting.Environment.ApproveWithin is { } within ? $" before {At(waiting.Entry.EnteredAt + within)}, or it is skipped" : "";
        return new(GateKind.Approval, $"Somebody must approve it for {waiting.Environment.Name}{until}.");
    }

    private static Gate? Depends(Dependency dependency, Waiting waiting) => dependency switch
    {
        { IsDeployed: true } => null,
        { IsTracked: false } => new(GateKind.Dependency, $"It depends on {dependency.Name}, which has no tracker."),
        _ => new(GateKind.Dependency, $"It depends on {dependency.Name}, which is not deployed in {waiting.Environment.Name}.") { Link = "/releases/" + dependency.Name },
    };

    private static Gate? Busy(Waiting waiting) => waiting.Ahead is { } ahead
        ? new(GateKind.Busy, $"{ahead.ClaimedBy} is deploying another release of {waiting.Application} in {waiting.Environment.Name}.") { OpensAt = ahead.LeaseUntil }
        : null;

    private static Gate? Window(ReleaseEnvironment environment, DateTimeOffset now)
    {
        if (environment.Window is not { } window || window.IsOpen(now)) return null;
        var opens = window.OpensAfter(now);
        return new(GateKind.Window, opens is { } at ? $"The release window of {environment.Name} is closed until {At(at)}." : $"The release window of {environment.Name} does not open any more.") { OpensAt = opens };
    }

    private static string NameOf(Step step) => step switch
    {
        Step.Major => "a major step",
        Step.Minor => "a minor step",
        Step.PreRelease => "a step to a pre-release",
        Step.Lower => "a step down",
        _ => "another kind of tag",
    };

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalDays):0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalHours):0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalMinutes):0} minutes"),
    };
}
