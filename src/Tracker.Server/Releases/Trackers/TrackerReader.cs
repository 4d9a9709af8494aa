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
        "SELECT id, revision, requirements_id, wanted FROM release_tracker WHERE paused = $1", ReadMark, ct, false);

    /// <summary>The same of those for which a webhook told something that no poll has seen yet.</summary>
    public Task<List<TrackerMark>> WantedAsync(CancellationToken ct) => database.QueryAsync(
        "SELECT id, revision, requirements_id, wanted FROM release_tracker WHERE wanted > wanted_seen AND paused = $1", ReadMark, ct, false);

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

    /// <summary>Those that follow a state of a repository that something was pushed to, whichever of its addresses they know it by.</summary>
    /// <param name="repository">The end of its path: <c>owner/name</c>.</param>
    /// <param name="branch">Empty for a tag.</param>
    /// <param name="tag">Empty for a branch.</param>
    /// <param name="isDefault">Whether it is the default branch.</param>
    public Task<List<long>> OfRepositoryAsync(string repository, string branch, string tag, bool isDefault, int limit, CancellationToken ct) => database.QueryAsync(
        """
        SELECT id FROM release_tracker
        WHERE ('/' || rtrim(lower(repo), '/') LIKE $1 ESCAPE '\' OR '/' || rtrim(lower(repo), '/') LIKE $2 ESCAPE '\') AND paused = $3
            AND (($4 <> '' AND branch = $4) OR ($5 <> '' AND tag = $5) OR ($6 AND branch = '' AND tag = '' AND "commit" = ''))
        ORDER BY id LIMIT $7
        """,
        r => r.GetInt64(0), ct, "%/" + Escaped(repository), "%/" + Escaped(repository) + ".git", false, branch, tag, isDefault, limit);

    /// <summary>Those whose image is in a repository, in whichever registry: a registry need not know the name that it is called by.</summary>
    /// <param name="repository">Such as <c>team/app</c>.</param>
    public Task<List<long>> OfImageAsync(string repository, int limit, CancellationToken ct) => database.QueryAsync(
        """
        SELECT t.id FROM release_tracker AS t JOIN release_requirements AS q ON q.id = t.requirements_id
        WHERE q.image LIKE $1 ESCAPE '\' AND t.paused = $2 ORDER BY t.id LIMIT $3
        """,
        r => r.GetInt64(0), ct, "%/" + Escaped(repository), false, limit);

    private static TrackerMark ReadMark(System.Data.Common.DbDataReader r) =>
        new(r.GetInt64(0), r.GetInt64(1), r.IsDBNull(2) ? null : r.GetInt64(2), r.GetInt64(3));

    private static string Escaped(string text) =>
        text.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
