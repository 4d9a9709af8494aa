using Tracker.Server.Demo.Plan;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Demo.Fill;

internal sealed class ReleaseFill(
    EnvironmentService stages, TrackerService trackers, TrackerReader reader, TrackerPoll poll, ReleaseService releases, ReleaseReader queues, PinService pins, FillNotes notes, TimeProvider clock) : IFill
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    public async Task<bool> ApplyAsync(DemoAct act, CancellationToken ct)
    {
        switch (act)
        {
            case StagesSet set:
                FillNotes.Must(act, await stages.ReplaceAsync(set.Stages, FillNotes.As("foundation"), ct));
                return true;
            case TrackerMade made:
                FillNotes.Must(act, await trackers.CreateAsync(made.Request, FillNotes.As("foundation"), ct));
                return true;
            case ImageFound found:
                await FindAsync(found, ct);
                return true;
            case ReleaseApproved approved:
                if (await WaitingAsync(approved.Application, approved.Environment, ct) is { } waiting) FillNotes.Must(act, await releases.ApproveAsync(waiting.Entry.Uuid, FillNotes.As("ines.moreau"), ct));
                return true;
            case ReleasePromoted promoted:
                if (await RunningAsync(promoted.Application, promoted.Environment, ct) is null && await WaitingAsync(promoted.Application, promoted.Environment, ct) is { } held) FillNotes.Must(act, await releases.PromoteAsync(held.Entry.Uuid, FillNotes.As("ines.moreau"), ct));
                return true;
            case ReleasePinned pinned:
                if (await RunningAsync(pinned.Application, pinned.Environment, ct) is { } runs) FillNotes.Must(act, await pins.PinAsync(pinned.Application, pinned.Environment, runs.Release.Uuid, pinned.Reason, FillNotes.As("aisha.khan"), ct));
                return true;
            case QueueLooked looked:
                if (await WaitingAsync(looked.Application, looked.Environment, ct) is { Entry.Event: { } id }) notes.Ids[looked.Key] = id.ToString();
                return true;
            case DeployerAsked asked:
                if ((await releases.NextAsync(asked.Environment, "deployer-" + asked.Environment, Lease, null, FillNotes.As("deployer"), ct)).OrThrow() is { } next) notes.Ids[asked.Key] = next.Entry.Uuid.ToString();
                return true;
            case DeployerTold told:
                if (notes.Find(told.Key) is { } entry) await TellAsync(told, Guid.Parse(entry), ct);
                return true;
            default:
                return false;
        }
    }

    private async Task FindAsync(ImageFound found, CancellationToken ct)
    {
        var tracker = await reader.FindAsync(found.Application, ct) ?? throw new InvalidOperationException($"There is no tracker {found.Application}.");
        var requirements = new TrackedRequirements
        {
            ReadAt = Instant.Truncate(clock.GetUtcNow()),
            Commit = found.Commit,
            Image = found.Image,
            Label = found.Tag.Split('.')[0] + ".x",
            Configuration = found.Configuration,
        };
        await poll.FoundAsync(tracker, requirements, found.Tag, found.Digest, ct);
    }

    private async Task TellAsync(DeployerTold told, Guid entry, CancellationToken ct)
    {
        var caller = FillNotes.As("deployer");
        if (told.Failure is { } reason) FillNotes.Must(told, await releases.FailedAsync(entry, null, reason, caller, ct));
        else FillNotes.Must(told, await releases.DeployedAsync(entry, null, caller, ct));
    }

    private async Task<RunningRelease?> RunningAsync(string application, string environment, CancellationToken ct) =>
        (await queues.RunningAsync(environment, 100, ct)).Find(r => r.Application == application);

    private async Task<QueuedRelease?> WaitingAsync(string application, string environment, CancellationToken ct) =>
        (await queues.ListAsync(environment, application, QueueState.Queued, 1, 0, ct)) is [var waiting] ? waiting : null;
}
