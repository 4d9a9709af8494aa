using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>How long it is known what became of releases. What runs somewhere, is pinned, waits or is an application's newest stays.</summary>
internal static class ReleaseRetention
{
    private const string Entries =
        """
        DELETE FROM release_entry WHERE id IN (
            SELECT e.id FROM release_entry AS e
            WHERE e.state >= 2 AND e.since < $1 AND NOT EXISTS (SELECT 1 FROM release_current AS u WHERE u.entry_id = e.id)
            ORDER BY e.id LIMIT 200)
        """;

    private const string Releases =
        """
        DELETE FROM release WHERE id IN (
            SELECT r.id FROM release AS r
            WHERE r.created_at < $1 AND r.id < (SELECT max(n.id) FROM release AS n WHERE n.tracker_id = r.tracker_id)
                AND NOT EXISTS (SELECT 1 FROM release_entry AS e WHERE e.release_id = r.id)
                AND NOT EXISTS (SELECT 1 FROM release_current AS u WHERE u.tracker_id = r.tracker_id AND u.release_id = r.id)
                AND NOT EXISTS (SELECT 1 FROM release_pin AS p WHERE p.tracker_id = r.tracker_id AND p.release_id = r.id)
            ORDER BY r.id LIMIT 200)
        """;

    // Those that wait for an image are newer than the ones of the newest release.
    private const string Requirements =
        """
        DELETE FROM release_requirements WHERE id IN (
            SELECT q.id FROM release_requirements AS q
            WHERE q.read_at < $1 AND q.id < (SELECT max(n.requirements_id) FROM release AS n WHERE n.tracker_id = q.tracker_id)
                AND NOT EXISTS (SELECT 1 FROM release AS r WHERE r.tracker_id = q.tracker_id AND r.requirements_id = q.id)
            ORDER BY q.id LIMIT 200)
        """;

    public static RetentionRule Rule { get; } = new("releases", "Releases and what became of them", 400, 1, async (write, before) =>
        await write.ExecuteAsync(Entries, before) + await write.ExecuteAsync(Releases, before) + await write.ExecuteAsync(Requirements, before));
}
