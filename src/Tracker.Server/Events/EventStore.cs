using System.Data.Common;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>An event with the key it has in the store.</summary>
public sealed record StoredEvent(long Key, Guid Uuid, Event Event);

/// <summary>All the SQL that changes events. What reads them in lists is in <see cref="EventReader"/>.</summary>
public static class EventStore
{
    internal const string Columns =
        """
        id, uuid, slack_id, created_at, title, message, source, type, priority, status, environment, impact, service, owner,
        version, host, tags, related_uuid, start_date, end_date, notification, notifications, stake_holders,
        pull_request_link, ticket, duration
        """;

    private const string Row =
        """
        INSERT INTO event(uuid, slack_id, created_at, sort_at, span_end, month, title, message, source, type, priority, status,
          environment, impact, service, owner, version, host, tags, related_uuid, start_date, end_date, notification,
          notifications, stake_holders, pull_request_link, ticket, duration, reached_at)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
          $25, $26, $27, $28, $29)
        """;

    private const string Insert = Row + " RETURNING id";

    private const string InsertUnlessThere = Row + " ON CONFLICT(uuid) DO NOTHING RETURNING id";

    /// <remarks>
    /// A result keeps the moment at which it was reached; one that is new has it in its duration, counted from its creation,
    /// except for the second event of a pair, whose duration is that of both.
    /// </remarks>
    private const string Update =
        """
        UPDATE event SET slack_id = $2, sort_at = $3, span_end = $4, month = $5, title = $6, message = $7, source = $8,
          type = $9, priority = $10, status = $11, environment = $12, impact = $13, service = $14, owner = $15, version = $16,
          host = $17, tags = $18, related_uuid = $19, start_date = $20, end_date = $21, notification = $22,
          notifications = $23, stake_holders = $24, pull_request_link = $25, ticket = $26, duration = $27,
          reached_at = CASE WHEN $11 IN (2, 3) THEN COALESCE($21, CASE
            WHEN status NOT IN (2, 3) THEN created_at + COALESCE(CAST($27 AS BIGINT), 0)
            WHEN end_date IS NULL THEN reached_at
            WHEN related_uuid IS NULL THEN created_at + COALESCE(CAST($27 AS BIGINT), 0)
            ELSE created_at END) END
        WHERE id = $1
        """;

    private const string InsertChange =
        """
        INSERT INTO event_change(event_id, at, principal, change_type, field, old_value, new_value, comment)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Delete = "DELETE FROM event WHERE id = $1";

    private const string ByUuid = "SELECT " + Columns + " FROM event WHERE uuid = $1";

    private const string BySlackId = "SELECT " + Columns + " FROM event WHERE slack_id = $1 ORDER BY id DESC LIMIT 1";

    private static readonly SqlText ByUuidLocked = new(sql => $"{ByUuid} {sql.ForUpdate}");

    private static readonly SqlText BySlackIdLocked = new(sql => $"{BySlackId} {sql.ForUpdate}");

    public static ValueTask<long> InsertAsync(IWrite write, Guid uuid, Event e) => InsertAsync(write, Insert, uuid, e);

    /// <summary>The key of an event that comes from another server; zero when it is there already.</summary>
    public static ValueTask<long> RestoreAsync(IWrite write, Guid uuid, Event e) => InsertAsync(write, InsertUnlessThere, uuid, e);

    private static ValueTask<long> InsertAsync(IWrite write, string insert, Guid uuid, Event e)
    {
        var (a, t) = (e.Attributes, Times.Of(e));
        return write.FirstAsync(
            insert, r => r.GetInt64(0),
            uuid, Optional(e.Metadata.SlackId), t.CreatedAt, t.SortAt, t.SpanEnd, t.Month, e.Title, a.Message, a.Source,
            (int)a.Type, (int)a.Priority, (int)a.Status, (int)a.Environment, a.Impact, a.Service, a.Owner, a.Version, a.Host,
            Json(a.Tags), Related(a), t.Start, t.End, a.Notification, Json(a.Notifications), Json(a.StakeHolders),
            e.Links.PullRequestLink, e.Links.Ticket, Microseconds(e.Metadata.Duration),
            EventRules.IsResult(a.Status) ? t.End ?? (t.CreatedAt + (Related(a) is null ? Microseconds(e.Metadata.Duration) ?? 0 : 0)) : (long?)null);
    }

    public static ValueTask UpdateAsync(IWrite write, long key, Event e)
    {
        var (a, t) = (e.Attributes, Times.Of(e));
        return write.SendAsync(
            Update,
            key, Optional(e.Metadata.SlackId), t.SortAt, t.SpanEnd, t.Month, e.Title, a.Message, a.Source,
            (int)a.Type, (int)a.Priority, (int)a.Status, (int)a.Environment, a.Impact, a.Service, a.Owner, a.Version, a.Host,
            Json(a.Tags), Related(a), t.Start, t.End, a.Notification, Json(a.Notifications), Json(a.StakeHolders),
            e.Links.PullRequestLink, e.Links.Ticket, Microseconds(e.Metadata.Duration));
    }

    public static ValueTask AppendChangeAsync(IWrite write, long key, ChangelogEntry entry) => write.SendAsync(
        InsertChange, key, entry.Timestamp.ToDateTimeOffset(), entry.User, (int)entry.ChangeType, entry.Field,
        entry.OldValue, entry.NewValue, entry.Comment);

    public static async ValueTask DeleteAsync(IWrite write, long key) => await write.ExecuteAsync(Delete, key);

    /// <summary>The event, locked until the commit; null when there is none. Of several with one Slack id, the newest.</summary>
    public static ValueTask<StoredEvent?> FindAsync(IWrite write, EventId id) => id.Uuid is { } uuid
        ? write.FirstAsync<StoredEvent?>(ByUuidLocked.For(write.Sql), Read, uuid)
        : write.FirstAsync<StoredEvent?>(BySlackIdLocked.For(write.Sql), Read, id.SlackId);

    /// <summary>An event's key; null when there is no such event.</summary>
    public static ValueTask<long?> KeyAsync(IWrite write, Guid uuid) =>
        write.FirstAsync<long?>("SELECT id FROM event WHERE uuid = $1", r => r.GetInt64(0), uuid);

    public static ValueTask<bool> IsFollowedAsync(IWrite write, Guid uuid) => write.FirstAsync("SELECT 1 FROM event WHERE related_uuid = $1", _ => true, uuid);

    internal static Task<StoredEvent?> FindAsync(DbConnection connection, EventId id, CancellationToken ct) => id.Uuid is { } uuid
        ? connection.FirstAsync<StoredEvent?>(ByUuid, Read, ct, uuid)
        : connection.FirstAsync<StoredEvent?>(BySlackId, Read, ct, id.SlackId);

    internal static StoredEvent Read(DbDataReader r)
    {
        var uuid = r.GetUuid(1);
        var attributes = new EventAttributes
        {
            Message = r.GetString(5),
            Source = r.GetString(6),
            Type = (EventType)r.GetInt32(7),
            Priority = (EventPriority)r.GetInt32(8),
            Status = (EventStatus)r.GetInt32(9),
            Environment = (EventEnvironment)r.GetInt32(10),
            Impact = r.GetBoolean(11),
            Service = r.GetString(12),
            Owner = r.GetString(13),
            Version = r.GetString(14),
            Host = r.GetString(15),
            RelatedId = r.IsDBNull(17) ? "" : r.GetUuid(17).ToString(),
            StartDate = TimestampOf(r.GetInstantOrNull(18)),
            EndDate = TimestampOf(r.GetInstantOrNull(19)),
            Notification = r.GetBoolean(20),
        };
        AddJson(attributes.Tags, r.GetString(16));
        AddJson(attributes.Notifications, r.GetString(21));
        AddJson(attributes.StakeHolders, r.GetString(22));
        return new StoredEvent(r.GetInt64(0), uuid, new Event
        {
            Title = r.GetString(4),
            Attributes = attributes,
            Links = new EventLinks { PullRequestLink = r.GetString(23), Ticket = r.GetString(24) },
            Metadata = new EventMetadata
            {
                Id = uuid.ToString(),
                SlackId = r.GetText(2) ?? "",
                CreatedAt = r.GetInstant(3).ToTimestamp(),
                Duration = r.GetInteger(25) is { } us ? Duration.FromTimeSpan(TimeSpan.FromMicroseconds(us)) : null,
            },
        });
    }

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    private static Guid? Related(EventAttributes a) => a.RelatedId.Length == 0 ? null : Guid.Parse(a.RelatedId);

    private static long? Microseconds(Duration? duration) => duration is null ? null : (duration.Seconds * 1_000_000) + (duration.Nanos / 1000);

    private static Timestamp? TimestampOf(DateTimeOffset? at) => at?.ToTimestamp();

    internal static string Json(ICollection<string> texts) => texts.Count == 0 ? "" : JsonSerializer.Serialize(texts);

    private static void AddJson(ICollection<string> to, string json)
    {
        if (json.Length == 0) return;
        foreach (var text in JsonSerializer.Deserialize<string[]>(json)!) to.Add(text);
    }

    /// <summary>Where an event stands in time, in unix microseconds.</summary>
    private readonly record struct Times(long CreatedAt, long SortAt, long SpanEnd, int Month, long? Start, long? End)
    {
        public static Times Of(Event e)
        {
            var created = Micro(e.Metadata.CreatedAt);
            long? start = e.Attributes.StartDate is { } s ? Micro(s) : null;
            long? end = e.Attributes.EndDate is { } f ? Micro(f) : null;
            // An end without a start: the span reaches from the creation to it, in whichever order they are.
            var sort = start ?? (end is { } only ? Math.Min(only, created) : created);
            var spanEnd = Math.Max(sort, end ?? (start is null ? created : sort));
            var at = Instant.FromMicroseconds(sort);
            return new(created, sort, spanEnd, (at.Year * 12) + at.Month - 1, start, end);
        }

        private static long Micro(Timestamp t) => (t.Seconds * 1_000_000) + (t.Nanos / 1000);
    }
}

/// <summary>How a client names an event: by its UUID or by its Slack id.</summary>
public readonly record struct EventId(Guid? Uuid, string SlackId)
{
    public static EventId Parse(string text) => Guid.TryParseExact(text, "D", out var uuid) ? new(uuid, "") : new(null, text);
}
