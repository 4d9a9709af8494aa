using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Tests.Timelines.Fold;

namespace Tracker.Tests.Timelines.Ingest;

/// <summary>What is stored of a context, or should be, as one text for each row.</summary>
internal static class StoredRuns
{
    public static async Task<List<string>> ReadAsync(IDatabase database, string context, CancellationToken ct) =>
    [
        .. await database.QueryAsync(
            """
            SELECT k.name, k.host, r.kind, r.start, r.ended, r.status, r.superseded
            FROM timeline_run AS r JOIN timeline_key AS k ON k.id = r.key_id JOIN timeline_context AS c ON c.id = r.context_id AND c.id = k.context_id
            WHERE c.name = $1 ORDER BY k.name, k.host, r.start, r.kind
            """,
            r => Show(r.GetString(0), r.GetString(1), new((RunKind)r.GetInt32(2), r.GetInt64(3), r.GetInteger(4), Badness.Status(r.GetInt32(5)), r.GetBoolean(6))), ct, context),
        .. await database.QueryAsync(
            "SELECT t.starts, t.label FROM timeline AS t JOIN timeline_context AS c ON c.id = t.context_id WHERE c.name = $1 AND t.starts >= 0 ORDER BY t.starts",
            r => $"timeline {r.GetInt64(0)} {r.GetString(1)}", ct, context),
    ];

    /// <summary>What the messages make, by the rules.</summary>
    public static List<string> Of(IEnumerable<Incoming> messages) =>
    [
        .. messages.Where(m => m.Type != TimelineMessageType.NewTimeline)
            .GroupBy(m => (m.Name, m.Host)).OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Host, StringComparer.Ordinal)
            .SelectMany(g => RowsOf(g).Select(row => Show(g.Key.Name, g.Key.Host, row))),
        .. messages.Where(m => m.Type == TimelineMessageType.NewTimeline).GroupBy(m => m.Time).OrderBy(g => g.Key)
            .Select(g => $"timeline {g.Key} {g.Select(m => m.Name).Where(n => n.Length > 0).Order(StringComparer.Ordinal).FirstOrDefault("")}"),
    ];

    public static IEnumerable<KeyRow> RowsOf(IEnumerable<Incoming> ofOneKey)
    {
        var messages = ofOneKey.ToList();
        var points = messages.Where(m => m.Type == TimelineMessageType.Single).GroupBy(m => m.Time)
            .Select(g => new KeyRow(RunKind.Point, g.Key, null, g.Select(m => m.Status).MaxBy(ReferenceFold.Rank), false));
        return new ReferenceFold([.. messages.Where(m => m.Type <= TimelineMessageType.End).Select(m => m.Mark)]).Rows()
            .Concat(points).OrderBy(r => r.Start).ThenBy(r => r.Kind);
    }

    private static string Show(string name, string host, KeyRow row) => $"{name}@{host} {row}";
}
