using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Registries;
using Tracker.Server.Releases.Requirements;
using Tracker.Server.Releases.Sources;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Releases.Versions;
using Tracker.Storage;

namespace Tracker.Server.Releases.Polling;

/// <summary>What one side said when a tracker was polled.</summary>
/// <param name="Problem">Null when it told what it was asked.</param>
/// <param name="Charged">How many requests it counted for that.</param>
public sealed record PolledSide(SourceProblem? Problem, RateLimit? RateLimit, int Charged);

/// <summary>How a poll went, for the plan of the next one.</summary>
/// <param name="Now">The tracker as it is stored now; null when it was deleted meanwhile.</param>
/// <param name="IsKept">Whether that is what this poll found: not when it was changed or polled by somebody else meanwhile.</param>
public sealed record PollResult(PolledSide Git, PolledSide? Registry, ReleaseTracker? Now, bool IsKept = true);

/// <summary>Looks at a tracker's requirements and at its image, and keeps what it finds: in one write, or nothing.</summary>
public sealed class TrackerPoll(GitFile git, RegistryClient registries, SecretKey seal, IDatabase database, ReleaseLedger ledger, ReleaseTelling telling, TimeProvider clock)
{
    private const int MaxError = 1_000;

    /// <param name="tracker">As it is polled.</param>
    /// <param name="ct">Ends the poll; nothing is kept of it then.</param>
    /// <param name="lease">The right of whoever polls in turn: without it nothing is kept.</param>
    public async Task<PollResult> RunAsync(ReleaseTracker tracker, CancellationToken ct, Lease? lease = null)
    {
        var file = await ReadFileAsync(tracker, ct);
        var requirements = file.Requirements ?? tracker.Requirements;
        var image = requirements is null ? null : await FindImageAsync(tracker, requirements, ct);
        var (now, isKept) = await KeepAsync(tracker, file, image, ct, lease);
        return new(file.Side, image?.Side, now, isKept);
    }

    /// <summary>Keeps what a look is said to have found.</summary>
    internal Task<(ReleaseTracker? Now, bool IsKept)> FoundAsync(ReleaseTracker tracker, TrackedRequirements requirements, string tag, string digest, CancellationToken ct)
    {
        var (now, side) = (Now(), new PolledSide(null, null, 0));
        if (!ContainerLabel.TryParse(requirements.Label, out var label, out var wrong)) throw new ArgumentException("imageTag " + wrong, nameof(requirements));
        var file = new FoundFile(tracker.File with { State = requirements.Commit, ReadAt = now, Error = "", ErrorAt = null }, requirements, side);
        return KeepAsync(tracker, file, new(new() { Tag = tag, State = digest, ReadAt = now }, label, digest, side), ct);
    }

    private async Task<FoundFile> ReadFileAsync(ReleaseTracker tracker, CancellationToken ct)
    {
        var now = Now();
        // What a tracker holds was checked when it was taken in.
        var source = GitSource.Check(tracker.Repo, tracker.SourcePath, tracker.Tag, tracker.Branch, tracker.Commit).OrThrow();
        if (!seal.TryOpen(tracker, tracker.Token, "token", out var token)) return Failed(NotOpened("token"), new(NotOpened("token"), null, 0));
        var answer = await git.ReadAsync(source, token, FileState.Parse(tracker.File.State), ct);
        switch (answer.Outcome)
        {
            case FileOutcome.Changed changed:
                var (group, app) = tracker.Name.Split('.') is [var g, var a] ? (g, a) : (tracker.Name, "");
                var seen = new TrackedFile { State = changed.State.ToString(), ReadAt = now };
                return RequirementsFile.TryParse(changed.Text, group, app, out var read, out var error)
                    ? new(seen, TrackedRequirements.Of(read, changed.State.Commit, now), Side(null))
                    : new(seen with { Error = Short(error.Message), Line = error.Line, Column = error.Column, ErrorAt = now }, null, Side(null));
            case FileOutcome.Unchanged unchanged:
                // A mistake in the file is there as long as the file is.
                var file = tracker.File with { State = unchanged.State.ToString(), ReadAt = now };
                return new(file.Line is null ? file with { Error = "", ErrorAt = null } : file, null, Side(null));
            case FileOutcome.Failed { Problem: var problem }:
                return Failed(problem, Side(problem));
            default:
                throw new InvalidOperationException($"{answer.Outcome} is no answer.");
        }

        PolledSide Side(SourceProblem? problem) => new(problem, answer.RateLimit, answer.Charged);

        FoundFile Failed(SourceProblem problem, PolledSide side) =>
            new(tracker.File with { Error = Short(problem.Message), Line = null, Column = null, ErrorAt = now, State = "" }, null, side);
    }

    private async Task<FoundImage> FindImageAsync(ReleaseTracker tracker, TrackedRequirements requirements, CancellationToken ct)
    {
        var (now, known) = (Now(), tracker.Image);
        if (!ImageName.Parse(requirements.Image).TryGet(out var image, out var failure)) return Failed(failure.Message, null, null, 0);
        if (!ContainerLabel.TryParse(requirements.Label, out var label, out var wrong)) return Failed("imageTag " + wrong, null, null, 0);
        if (!seal.TryOpen(tracker, image.Registry == tracker.Registry ? tracker.RegistrySecret : null, "registry", out var secret))
        {
            return Failed(NotOpened("registrySecret").Message, NotOpened("registrySecret"), null, 0);
        }

        var credentials = secret is null ? null : new RegistryCredentials(tracker.RegistryUser, secret);
        var (tag, charged, note) = (label.FixedTag, 0, "");
        if (tag is null)
        {
            var tags = await registries.TagsAsync(image, credentials, ct);
            charged = tags.Charged;
            if (tags.Outcome is TagsOutcome.Failed { Problem: var unlisted }) return Failed(unlisted.Message, unlisted, tags.RateLimit, charged);
            var listed = (TagsOutcome.Listed)tags.Outcome;
            tag = label.Best(listed.Tags)?.Tag;
            if (listed.IsCut) note = $"{image} has more tags than the first {listed.Tags.Count}, which are read: a newer version may be among the others.";
            if (tag is null) return Failed(listed.Tags.Count == 0 ? $"{image} has no tags." : $"None of the {listed.Tags.Count} tags of {image} matches {label}.", null, tags.RateLimit, charged);
        }

        var before = known.Tag == tag && known.State.Split(' ', 2) is [{ Length: > 0 } digest, var etag] ? new TagState(digest, etag.Length > 0 ? etag : null) : null;
        var answer = await registries.HeadAsync(image, tag, before, credentials, ct);
        charged += answer.Charged;
        var state = answer.Outcome switch
        {
            TagOutcome.Changed changed => changed.State,
            TagOutcome.Unchanged unchanged => unchanged.State,
            _ => null,
        };
        if (state is null) return Failed(((TagOutcome.Failed)answer.Outcome).Problem.Message, ((TagOutcome.Failed)answer.Outcome).Problem, answer.RateLimit, charged);
        var seen = new TrackedImage { Tag = tag, State = $"{state.Digest} {state.ETag}", ReadAt = now, Error = note, ErrorAt = note.Length > 0 ? now : null };
        return new(seen, label, state.Digest, new(null, answer.RateLimit, charged));

        FoundImage Failed(string message, SourceProblem? problem, RateLimit? limit, int sent) =>
            new(known with { Error = Short(message), ErrorAt = now }, null, null, new(problem, limit, sent));
    }

    /// <summary>What becomes of what was found: the tracker as it is then, and whether anything was kept.</summary>
    internal Task<(ReleaseTracker? Now, bool IsKept)> KeepAsync(ReleaseTracker polled, FoundFile file, FoundImage? image, CancellationToken ct, Lease? lease = null) => database.WriteAsync<(ReleaseTracker? Now, bool IsKept)>(
        Isolation.RowLocks,
        async write =>
        {
            if (await TrackerStore.LockAsync(write, polled.Id) is not { } tracker) return default;
            // What was found is of something else, or older than what another poll found, which would bring an old image back as the newest.
            if (!tracker.IsAsWhen(polled) || (lease is not null && !await LeaseStore.HoldsAsync(write, lease))) return (tracker, false);
            var problem = file.Side.Problem ?? image?.Side.Problem;
            var after = tracker with
            {
                File = file.File,
                Image = image?.Image ?? tracker.Image,
                LastPollAt = Now(),
                Failures = problem is null ? 0 : tracker.Failures + 1,
                RetryAt = problem?.RetryAt,
                // What was told since is for another poll.
                WantedSeen = polled.Wanted,
            };
            if (file.Requirements is { } requirements && tracker.Requirements?.MeansSame(requirements) != true)
            {
                after = after with { Requirements = await TrackerStore.InsertRequirementsAsync(write, tracker.Id, requirements) };
                await telling.TellAsync(write, after, "requirements", Severity.Info, $"{tracker.Name}: new requirements wait for an image that is made with them", null, ReleaseTelling.System);
            }

            if (image is { Digest: { } digest, Label: { } label } && after.Requirements is { } inForce)
            {
                var last = await QueueStore.LastAsync(write, tracker.Id);
                if (Intake.Decide(last, inForce.Image, label, after.Image.Tag, digest) is { } cause)
                {
                    (await ledger.ReleaseAsync(write, after, inForce, after.Image.Tag, digest, cause, await EnvironmentStore.AllAsync(write))).OrThrow();
                }
                else if (Intake.IsGone(last, inForce.Image, label, after.Image.Tag))
                {
                    after = after with { Image = after.Image with { Error = $"{last!.Tag} was released and is not in the registry any more; the highest tag there is {after.Image.Tag}.", ErrorAt = Now() } };
                }
            }

            await TrackerStore.SeenAsync(write, after);
            if (tracker.IsInError != after.IsInError)
            {
                var error = after.File.Error.Length > 0 ? after.File.Error : after.Image.Error;
                await telling.TellAsync(
                    write, after, after.IsInError ? "trouble" : "recovered", after.IsInError ? Severity.Warning : Severity.Good,
                    after.IsInError ? $"{tracker.Name} cannot be followed: {error}" : $"{tracker.Name} can be followed again", null, ReleaseTelling.System);
            }

            if (tracker.File.ReadAt is null || tracker.IsInError != after.IsInError) await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
            return (after, true);
        },
        ct);

    private static SourceProblem NotOpened(string field) =>
        new(SourceProblemKind.Unauthorized, $"The {field} cannot be opened with the server's TRACKER_SECRET_KEY: it was sealed with another one, and must be given anew.");

    private static string Short(string message) => message.Length <= MaxError ? message : message[..MaxError];

    private DateTimeOffset Now() => Instant.Truncate(clock.GetUtcNow());

    /// <param name="Requirements">Those that were read now; null when there was nothing new, or nothing that can be used.</param>
    internal sealed record FoundFile(TrackedFile File, TrackedRequirements? Requirements, PolledSide Side);

    /// <param name="Digest">Null when it is not known.</param>
    internal sealed record FoundImage(TrackedImage Image, ContainerLabel? Label, string? Digest, PolledSide Side);
}
