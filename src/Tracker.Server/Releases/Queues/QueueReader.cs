using System.Data.Common;
using Tracker.Server.Catalog;
using Tracker.Server.Events;
using Tracker.Server.Locks;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>What waits, with all that decides whether it may go.</summary>
public sealed class QueueReader(IDatabase database, PlatformEvents events, ServiceLocks locks, FreezeWindows freezes, EnvironmentNames names, TimeProvider clock)
{
    /// <summary>How many are read at a time.</summary>
    public const int Most = 1_000;

    /// <summary>A deployment locks its service and environment under the name of its type.</summary>
    private const string DeployResource = "deployment";

    private static readonly string Open =
        $"""
        SELECT {QueueStore.EntryColumns}, {QueueStore.ReleaseColumns}, t.name, q.depends, t.service,
            c.id, c.uuid, c.tracker_id, c.image, c.tag, c.digest, c.cause, c.requirements_id, c.created_at,
            p.tracker_id, p.environment, p.release_id, p.reason, p."by", p.at, pr.tag, pr.digest,
            {QueueStore.EntryColumns.Replace("e.", "a.", StringComparison.Ordinal)}
        FROM release_entry AS e
        JOIN release AS r ON r.id = e.release_id
        JOIN release_tracker AS t ON t.id = e.tracker_id
        LEFT JOIN release_requirements AS q ON q.id = t.requirements_id
        LEFT JOIN release_current AS u ON u.tracker_id = e.tracker_id AND u.environment = e.environment
        LEFT JOIN release AS c ON c.id = u.release_id
        LEFT JOIN release_pin AS p ON p.tracker_id = e.tracker_id AND p.environment = e.environment
        LEFT JOIN release AS pr ON pr.id = p.release_id
        LEFT JOIN release_entry AS a ON e.state = 0 AND a.tracker_id = e.tracker_id AND a.environment = e.environment AND a.state = 1
        """;

    private const string DependsOf =
        """
        SELECT t.name, u.release_id FROM release_tracker AS t
        LEFT JOIN release_current AS u ON u.tracker_id = t.id AND u.environment = $1
        WHERE t.name IN
        """;

    /// <summary>A queue in its order: what is claimed, and what waits. Locks, freezes and incidents are not looked at yet.</summary>
    /// <param name="after">Only those behind this place.</param>
    /// <param name="limit">At most <see cref="Most"/>.</param>
    /// <param name="offset">So many are left out.</param>
    public async Task<IReadOnlyList<Waiting>> QueueAsync(
        string environment, IReadOnlyList<ReleaseEnvironment> environments, CancellationToken ct, long after = 0, int limit = Most, int offset = 0)
    {
        if (environments.FirstOrDefault(e => e.Name == environment) is not { } here) return [];
        return await ReadAsync(
            $"{Open} WHERE e.environment = $1 AND e.state < 2 AND e.id > $2 ORDER BY e.id LIMIT $3 OFFSET $4", here, environments, ct, environment, after, limit, offset);
    }

    /// <summary>What of one application waits for an environment, or is on its way there; null when nothing.</summary>
    public async Task<Waiting?> FindAsync(long application, ReleaseEnvironment environment, IReadOnlyList<ReleaseEnvironment> environments, CancellationToken ct)
    {
        var open = await ReadAsync(
            $"{Open} WHERE e.tracker_id = $1 AND e.environment = $2 AND e.state < 2 ORDER BY e.id", environment, environments, ct, application, environment.Name);
        // With one on its way and one behind it, the one behind is asked for.
        return open.LastOrDefault(w => w.Entry.State == QueueState.Queued) ?? (open.Count > 0 ? open[0] : null);
    }

    /// <summary>The same with what other modules know of it.</summary>
    /// <param name="shown">The deploy lock that whoever asks holds already: it stands in everybody's way but theirs.</param>
    public async Task<Waiting> CompleteAsync(Waiting waiting, CancellationToken ct, DeployLock? shown = null)
    {
        var scope = DeployLockOf(waiting);
        var (service, environment) = (scope.Service, scope.Environment);
        var freeze = await freezes.InForceAsync(service, environment, clock.GetUtcNow(), ct) is [var last, ..] ? last : null;
        var held = await locks.HolderAsync(scope, ct);
        var isOwn = held is not null && (held.Token == shown?.Token || held.EventId == waiting.Entry.Event?.ToString());
        DateTimeOffset? incident = null;
        if (waiting is { Soak.Ticks: > 0, Entry: { SoaksSince: { } since, SoaksIn: { } where } } && names.TryParse(where, out var soaksIn))
        {
            incident = await events.LastIncidentAsync(service, soaksIn, since, ct);
        }

        return waiting with
        {
            Incident = incident,
            Freeze = freeze is null ? null : new(freeze.Reason, freeze.NextEnd.ToDateTimeOffset()),
            Lock = held is null || isOwn ? null : new(held.Who, "/locks/" + held.Id),
        };
    }

    /// <summary>What the start of its deployment locks.</summary>
    public LockScope DeployLockOf(Waiting waiting) => new(waiting.Service, names.Canonical(waiting.Environment.Name), DeployResource);

    /// <summary>Whether a lock that a deployer shows can be the deploy lock of anything there; if not, why.</summary>
    public Failure? WrongLock(DeployLock shown, string environment)
    {
        var (held, needed) = (ScopeOf(shown), new LockScope(shown.Service, names.Canonical(environment), DeployResource));
        return held.Covers(needed) ? null : ServiceLocks.OfElse(held, needed);
    }

    public bool Covers(DeployLock shown, Waiting waiting) => ScopeOf(shown).Covers(DeployLockOf(waiting));

    private static LockScope ScopeOf(DeployLock held) => new(held.Service, held.Environment, held.Resource);

    private async Task<List<Waiting>> ReadAsync(
        string sql, ReleaseEnvironment here, IReadOnlyList<ReleaseEnvironment> environments, CancellationToken ct, params SqlValue[] values)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var rows = await connection.QueryAsync(sql, r => Read(r, here, environments), ct, values);
        var wanted = rows.SelectMany(w => w.Depends.Select(d => d.Name)).ToHashSet(StringComparer.Ordinal);
        var deployed = wanted.Count == 0 ? [] : await DeployedAsync(connection, here.Name, [.. wanted], ct);
        return rows.ConvertAll(w => w with
        {
            Depends = [.. w.Depends.Select(d => new Dependency(d.Name, deployed.ContainsKey(d.Name), deployed.GetValueOrDefault(d.Name)))],
        });
    }

    private static async Task<Dictionary<string, bool>> DeployedAsync(DbConnection connection, string environment, string[] applications, CancellationToken ct)
    {
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var some in applications.Chunk(200))
        {
            var places = string.Join(", ", some.Select((_, i) => $"${i + 2}"));
            var rows = await connection.QueryAsync(
                $"{DependsOf} ({places})", r => (Name: r.GetString(0), IsDeployed: !r.IsDBNull(1)), ct, [environment, .. some.Select(s => (SqlValue)s)]);
            foreach (var (name, isDeployed) in rows) found[name] = isDeployed;
        }

        return found;
    }

    private static Waiting Read(DbDataReader r, ReleaseEnvironment here, IReadOnlyList<ReleaseEnvironment> environments)
    {
        const int Release = QueueStore.EntryColumnCount;
        const int Name = Release + QueueStore.ReleaseColumnCount;
        const int Current = Name + 3;
        const int Pin = Current + QueueStore.ReleaseColumnCount;
        const int Ahead = Pin + 8;
        var entry = QueueStore.ReadEntry(r, 0);
        return new()
        {
            Entry = entry,
            Release = QueueStore.ReadRelease(r, Release),
            Environment = here,
            Application = r.GetString(Name),
            Service = r.GetString(Name + 2),
            Depends = r.IsDBNull(Name + 1) ? [] : [.. TrackerStore.Texts(r.GetString(Name + 1)).Select(d => new Dependency(d, false, false))],
            Current = r.IsDBNull(Current) ? null : QueueStore.ReadRelease(r, Current),
            Pin = r.IsDBNull(Pin) ? null : QueueStore.ReadPin(r, Pin),
            PinnedName = r.IsDBNull(Pin + 6) ? "" : new Release { Image = "", Tag = r.GetString(Pin + 6), Digest = r.GetString(Pin + 7) }.Name,
            Ahead = r.IsDBNull(Ahead) ? null : QueueStore.ReadEntry(r, Ahead),
            Soak = environments.FirstOrDefault(e => e.Name == entry.SoaksIn)?.Soak ?? TimeSpan.Zero,
        };
    }
}
