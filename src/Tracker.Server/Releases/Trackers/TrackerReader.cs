using Tracker.Server.Releases.Polling;
using Tracker.Storage;

namespace Tracker.Server.Releases.Trackers;

/// <summary>Which trackers are looked for.</summary>
public enum TrackerState
{
    Any = 0,
    InError = 1,
    Paused = 2,
}

/// <summary>The SQL that reads trackers for people and programs.</summary>
public sealed class TrackerReader(IDatabase database)
{
    public Task<ReleaseTracker?> FindAsync(string name, CancellationToken ct) =>
        database.FirstAsync($"SELECT {TrackerStore.Columns} FROM {TrackerStore.From} WHERE t.name = $1", TrackerStore.Read, ct, name);

    /// <summary>A page of trackers by name.</summary>
    /// <param name="paused">Whether those that are paused are shown, too.</param>
    public Task<List<ReleaseTracker>> ListAsync(bool paused, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        $"SELECT {TrackerStore.Columns} FROM {TrackerStore.From} WHERE t.paused = $1 OR t.paused = $2 ORDER BY t.name LIMIT $3 OFFSET $4",
        TrackerStore.Read, ct, false, paused, limit, offset);

    /// <summary>A page of trackers by name, as people look for them.</summary>
    /// <param name="text">A part of the name; empty for all.</param>
    public Task<List<ReleaseTracker>> SearchAsync(string text, TrackerState state, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        $"""
        SELECT {TrackerStore.Columns} FROM {TrackerStore.From}
        WHERE ($1 = '' OR lower(t.name) LIKE $1 ESCAPE '\') AND ($2 <> 1 OR t.file_error <> '' OR t.image_error <> '') AND ($2 <> 2 OR t.paused = $3)
        ORDER BY t.name LIMIT $4 OFFSET $5
        """,
        TrackerStore.Read, ct, text.Length == 0 ? "" : $"%{Escaped(text)}%", (int)state, true, limit, offset);

    /// <summary>Every tracker that is polled, by what tells whether it changed.</summary>
    public Task<List<TrackerMark>> MarksAsync(CancellationToken ct) => database.QueryAsync(
        "SELECT id, revision, requirements_id FROM release_tracker WHERE paused = $1",
        r => new TrackerMark(r.GetInt64(0), r.GetInt64(1), r.IsDBNull(2) ? null : r.GetInt64(2)), ct, false);

    /// <summary>Those of these that are polled.</summary>
    public Task<List<ReleaseTracker>> ActiveAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => database.QueryAsync(
        $"SELECT {TrackerStore.Columns} FROM {TrackerStore.From} WHERE t.paused = $1 AND t.id IN ({string.Join(", ", ids.Select((_, i) => $"${i + 2}"))})",
        TrackerStore.Read, ct, [false, .. ids.Select(id => (SqlValue)id)]);

    public Task<TrackedRequirements?> RequirementsAsync(long id, CancellationToken ct) => database.FirstAsync(
        """SELECT id, read_at, "commit", image, label, depends, omit_from_namespaces, omit_from_deploy, configuration FROM release_requirements WHERE id = $1""",
        r => TrackerStore.ReadRequirements(r, 0), ct, id);

    /// <summary>The requirements that wait for an image: those read after a release's own, in their order.</summary>
    public Task<List<TrackedRequirements>> WaitingAsync(long application, long released, CancellationToken ct) => database.QueryAsync(
        """
        SELECT id, read_at, "commit", image, label, depends, omit_from_namespaces, omit_from_deploy, configuration
        FROM release_requirements WHERE tracker_id = $1 AND id > $2 ORDER BY id LIMIT 100
        """,
        r => TrackerStore.ReadRequirements(r, 0), ct, application, released);

    private static string Escaped(string text) =>
        text.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
