using Tracker.Server.Operations;
using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Activity;

/// <summary>How much a row matters to somebody on call.</summary>
[ModuleService]
public enum Severity
{
    Info = 0,
    Good = 1,
    Warning = 2,
    Bad = 3,
}

/// <summary>One row of the feed over all modules.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Module">The module that tells of it, such as <c>events</c>.</param>
/// <param name="Kind">What it is, in the module's words, such as <c>deployment</c>.</param>
/// <param name="Subject">The id of what it is about, in its module.</param>
/// <param name="Title">One line for a person.</param>
/// <param name="Link">Where to read on: a path of this server.</param>
[ModuleService]
public sealed record ActivityEntry(DateTimeOffset At, string Module, string Kind, string Subject, Severity Severity, string Title, string Link)
{
    public string? Service { get; init; }

    public string? Environment { get; init; }

    public string? Host { get; init; }

    /// <summary>As JSON: an array of texts.</summary>
    public string? Tags { get; init; }

    /// <summary>The id of the principal who alone may see it, besides administrators; null for all who may read.</summary>
    public string? VisibleTo { get; init; }
}

/// <summary>The one source of the feed over all modules. Each module writes its rows in its own transaction.</summary>
[ModuleService]
public static class ActivityLog
{
    private const string Insert =
        """
        INSERT INTO activity(at, module, kind, subject, severity, title, link, service, environment, host, tags, visible_to)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    private static readonly SqlText InsertMany = new(sql =>
        $"""
        INSERT INTO activity(at, module, kind, subject, severity, title, link, service, environment, host, tags, visible_to)
        SELECT v.at, v.module, v.kind, v.subject, v.severity, v.title, v.link, v.service, v.environment, v.host, v.tags, v.visible_to
        FROM {JsonRows.From(sql, "$1", "v", "at", Text("module"), Text("kind"), Text("subject"), "severity", Text("title"), Text("link"),
            Text("service"), Text("environment"), Text("host"), Text("tags"), Text("visible_to"))}
        """);

    // Rows are written in the order of time, so the first ones are the oldest.
    private const string DeleteOldest =
        "DELETE FROM activity WHERE id IN (SELECT id FROM activity ORDER BY id LIMIT 500) AND at < $1";

    /// <summary>A year and some weeks, so that this month can be held against the same one of last year.</summary>
    public static RetentionRule Retention { get; } = new(
        "activity", "The activity feed", 400, 7, (write, before) => write.ExecuteAsync(DeleteOldest, before));

    public static ValueTask AppendAsync(IWrite write, ActivityEntry entry) => write.SendAsync(
        Insert, entry.At, entry.Module, entry.Kind, entry.Subject, (int)entry.Severity, entry.Title, entry.Link,
        entry.Service, entry.Environment, entry.Host, entry.Tags, entry.VisibleTo);

    /// <summary>The same for many at once, in one statement.</summary>
    public static async ValueTask AppendAllAsync(IWrite write, IEnumerable<ActivityEntry> entries) => await write.ExecuteAsync(
        InsertMany.For(write.Sql),
        JsonRows.Write(entries.Select(e => new object?[]
        {
            Instant.ToMicroseconds(e.At), e.Module, e.Kind, e.Subject, (int)e.Severity, e.Title, e.Link, e.Service, e.Environment, e.Host, e.Tags, e.VisibleTo,
        })));

    /// <summary>Whether nothing was ever told of: a store that nobody has used yet.</summary>
    public static async Task<bool> IsEmptyAsync(IDatabase database, CancellationToken ct) => !await database.FirstAsync("SELECT 1 FROM activity LIMIT 1", _ => true, ct);

    private static JsonColumn Text(string name) => new(name, IsText: true);
}
