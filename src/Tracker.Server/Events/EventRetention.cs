using System.Globalization;
using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>Events are kept for ever unless an administrator says otherwise: they are few, and history is what they are for.</summary>
internal static class EventRetention
{
    private const string Delete =
        "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE created_at < $1 ORDER BY id LIMIT 200) RETURNING id";

    public static RetentionRule Rule { get; } = new("events", "Events and their changelogs", null, 7, PruneAsync);

    private static async ValueTask<int> PruneAsync(IWrite write, DateTimeOffset before)
    {
        var deleted = await write.QueryAsync(Delete, r => r.GetInt64(0), before);
        // The full text forgets them by this.
        foreach (var key in deleted) await write.ChangedAsync(EventService.Topic, key.ToString(CultureInfo.InvariantCulture));
        return deleted.Count;
    }
}
