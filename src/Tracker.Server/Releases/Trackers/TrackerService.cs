using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Registries;
using Tracker.Server.Releases.Requirements;
using Tracker.Storage;

namespace Tracker.Server.Releases.Trackers;

/// <summary>Makes and changes trackers; each change is followed by a look at once, which nobody waits longer for than ten seconds.</summary>
public sealed class TrackerService(
    IDatabase database, TrackerReader trackers, TrackerLooks looks, ReleaseTelling telling, SecretKey seal, Quotas quotas, TimeProvider clock)
{
    private const int MaxSecret = 1_000;
    private const int MaxService = 200;

    public async Task<Outcome<ReleaseTracker>> CreateAsync(TrackerRequest request, Caller caller, CancellationToken ct)
    {
        var now = Instant.Truncate(clock.GetUtcNow());
        if (!ApplicationName.TryParse(request.Id ?? "", out var name, out var wrong)) return Failure.Invalid(request.Id is null ? "id is required: the application, group.name." : "id: " + wrong);
        var blank = new ReleaseTracker { Uuid = Guid.CreateVersion7(now), Name = name.ToString(), CreatedBy = caller.Author, CreatedAt = now, UpdatedAt = now };
        if (!Apply(request, blank).TryGet(out var tracker, out var failure)) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        var made = await database.TryWriteOnceAsync<ReleaseTracker>(
            caller, "trackers.create", () => JsonSerializer.SerializeToUtf8Bytes(request with { Token = Hash(request.Token), RegistrySecret = Hash(request.RegistrySecret) }),
            t => BitConverter.GetBytes(t.Id), bytes => tracker with { Id = BitConverter.ToInt64(bytes) },
            async write =>
            {
                if (await TrackerStore.InsertAsync(write, tracker) is not { } inserted) return new Failure(RpcCode.AlreadyExists, $"id: there is a tracker {tracker.Name} already; PUT /trackers/{tracker.Name} changes it.");
                await AuditAsync(write, "tracker.create", inserted, caller);
                await telling.TellAsync(write, inserted, "tracked", Severity.Info, $"{inserted.Name} is followed: {inserted.Repo}", null, caller);
                await write.ChangedAsync(ReleaseTelling.Topic, inserted.Name);
                write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                return inserted;
            },
            ct, Isolation.RowLocks);
        return made.Failure is { } refused ? refused : await SettledAsync(tracker.Name, ct);
    }

    public async Task<Outcome<ReleaseTracker>> UpdateAsync(string name, TrackerRequest request, Caller caller, CancellationToken ct)
    {
        if (request.Id is { } id && id != name) return Failure.Invalid($"id must be {name}, as in the path, or be left out: an application keeps its name.");
        var changed = await database.TryWriteAsync<ReleaseTracker>(
            async write =>
            {
                if (await TrackerStore.LockAsync(write, name) is not { } before) return Unknown(name);
                if (!Apply(request, before).TryGet(out var after, out var failure)) return failure;
                after = after with { UpdatedAt = Instant.Truncate(clock.GetUtcNow()) };
                await TrackerStore.ConfigureAsync(write, after);
                await AuditAsync(write, "tracker.update", after, caller);
                await write.ChangedAsync(ReleaseTelling.Topic, name);
                return after;
            },
            ct, Isolation.RowLocks);
        return changed.Failure is { } refused ? refused : await SettledAsync(name, ct);
    }

    public Task<Outcome<ReleaseTracker>> DeleteAsync(string name, Caller caller, CancellationToken ct) => database.TryWriteAsync<ReleaseTracker>(
        async write =>
        {
            if (await TrackerStore.LockAsync(write, name) is not { } tracker) return Unknown(name);
            foreach (var entry in await QueueStore.OpenAsync(write, tracker.Id))
            {
                // What was planned is not done; what is under way loses its deploy lock.
                if (await telling.MoveAsync(write, entry, EventStatus.Close, $"{name} is not followed any more.", caller) is { } failure) return failure;
            }

            await TrackerStore.DeleteAsync(write, tracker.Id);
            await AuditAsync(write, "tracker.delete", tracker, caller);
            await telling.TellAsync(write, tracker, "untracked", Severity.Info, $"{name} is not followed any more", null, caller);
            await write.ChangedAsync(ReleaseTelling.Topic, name);
            return tracker;
        },
        ct, Isolation.RowLocks);

    /// <summary>Looks at an application's file and image now.</summary>
    public async Task<Outcome<ReleaseTracker>> LookAsync(string name, CancellationToken ct)
    {
        if (await trackers.FindAsync(name, ct) is not { } tracker) return Unknown(name);
        if (tracker.IsPaused) return tracker;
        if (await looks.LookAsync(tracker, ct) is { } refused) return refused;
        return await trackers.FindAsync(name, ct) is { } seen ? seen : Unknown(name);
    }

    /// <summary>A tracker with new settings, looked at; if that cannot be now, it is polled in its turn.</summary>
    private async Task<Outcome<ReleaseTracker>> SettledAsync(string name, CancellationToken ct)
    {
        if (await trackers.FindAsync(name, ct) is not { } tracker) return Unknown(name);
        if (tracker.IsPaused || await looks.LookAsync(tracker, ct) is not null) return tracker;
        return await trackers.FindAsync(name, ct) is { } seen ? seen : Unknown(name);
    }

    internal static Failure Unknown(string name) => Failure.NotFound($"There is no tracker {name}.");

    private Outcome<ReleaseTracker> Apply(TrackerRequest request, ReleaseTracker before)
    {
        if (!GitSource.Check(request.Repo, request.SourcePath, request.Tag, request.Branch, request.Commit).TryGet(out var source, out var failure)) return failure;
        if (request.Interval is < 60 or > 86_400) return Failure.Invalid("interval must be 60 to 86400 seconds.");
        foreach (var (field, value) in new[] { ("token", request.Token), ("registryUser", request.RegistryUser), ("registrySecret", request.RegistrySecret) })
        {
            if (value?.Length > MaxSecret || value?.Any(char.IsControl) == true) return Failure.Invalid($"{field} may have at most {MaxSecret} characters, none of them a control character.");
        }

        // A token is for the repository that it was given for: whoever points the tracker elsewhere does not take it along.
        var isElsewhere = before.Repo.Length > 0 && !SameHost(before.Repo, request.Repo!);
        if (isElsewhere && before.Token is not null && request.Token is null)
        {
            return Failure.Invalid("token is required with a repo on another host: the one that is kept was given for the host before. An empty text takes it away.");
        }

        var registry = (request.Registry ?? before.Registry).Trim().ToLowerInvariant();
        var secret = Sealed(before, request.RegistrySecret, before.RegistrySecret, "registry");
        if (secret is not null && !ImageName.Parse(registry + "/app").TryGet(out _, out _)) return Failure.Invalid("registry is required with registrySecret: the host that it is for, such as quay.io.");
        if (secret is not null && before.Registry.Length > 0 && registry != before.Registry && request.RegistrySecret is null)
        {
            return Failure.Invalid($"registrySecret is required with another registry: the one that is kept was given for {before.Registry}. An empty text takes it away.");
        }

        var service = (request.Service ?? before.Service).Trim();
        if (service.Length > MaxService || service.Any(char.IsControl)) return Failure.Invalid($"service may have at most {MaxService} characters, none of them a control character.");
        return before with
        {
            Service = service.Length > 0 ? service : before.Name[(before.Name.IndexOf('.', StringComparison.Ordinal) + 1)..],
            Repo = request.Repo!,
            SourcePath = source.Path,
            Tag = request.Tag ?? "",
            Branch = request.Branch ?? "",
            Commit = request.Commit ?? "",
            Token = Sealed(before, request.Token, before.Token, "token"),
            Registry = registry,
            RegistryUser = request.RegistryUser ?? before.RegistryUser,
            RegistrySecret = secret,
            IsPaused = request.Paused ?? before.IsPaused,
            Interval = request.Interval is { } seconds ? TimeSpan.FromSeconds(seconds) : before.Interval > TimeSpan.Zero ? before.Interval : PollPlan.DefaultInterval,
        };
    }

    private byte[]? Sealed(ReleaseTracker tracker, string? given, byte[]? kept, string name) => given switch
    {
        null => kept,
        "" => null,
        _ => seal.Protect(Encoding.UTF8.GetBytes(given), tracker.Purpose(name)),
    };

    private static bool SameHost(string one, string other) => HostOf(one) == HostOf(other);

    private static string HostOf(string repo) => GitSource.Check(repo, null, null, null, null).TryGet(out var source, out _) ? source.Repository.Authority : repo;

    private static string? Hash(string? secret) => secret is null ? null : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private ValueTask AuditAsync(IWrite write, string what, ReleaseTracker tracker, Caller caller) =>
        AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, what, tracker.Name, tracker.Repo));
}
