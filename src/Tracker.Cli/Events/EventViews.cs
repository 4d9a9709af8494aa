using System.Text.Json;
using Tracker.Cli.Output;

namespace Tracker.Cli.Events;

/// <summary>What people are shown of events.</summary>
internal static class EventViews
{
    public static Column[] Columns { get; } =
    [
        new Column("WHEN", WhenOf), Column.Of("TYPE", "attributes.type"), Column.Word("STATUS", "attributes.status") with { IsState = true }, Column.Word("ENVIRONMENT", "attributes.environment"),
        Column.Of("SERVICE", "attributes.service"), Column.Duration("TOOK", "metadata.duration"), Column.Of("TITLE", "title"),
    ];

    /// <summary>As they come, with their ids: what is watched is looked at next.</summary>
    public static Column[] Live { get; } = [new Column("WHEN", WhenOf), Column.Of("ID", "metadata.id"), .. Columns[1..]];

    public static Column[] Fields { get; } =
    [
        Column.Of("Title", "title"), Column.Of("Id", "metadata.id"), Column.Of("Slack id", "metadata.slackId"), Column.Of("Type", "attributes.type"), Column.Word("Status", "attributes.status") with { IsState = true },
        Column.Of("Service", "attributes.service"), Column.Word("Environment", "attributes.environment"), Column.Word("Priority", "attributes.priority"), Column.Of("Version", "attributes.version"),
        Column.Of("Impact", "attributes.impact"), Column.Of("Owner", "attributes.owner"), Column.Of("Source", "attributes.source"), Column.Of("Host", "attributes.host"), Column.Of("Tags", "attributes.tags"),
        Column.Time("Created", "metadata.createdAt"), Column.Time("Begins", "attributes.startDate"), Column.Time("Ends", "attributes.endDate"), Column.Duration("Took", "metadata.duration"),
        Column.Of("Follows", "attributes.relatedId"), Column.Of("Pull request", "links.pullRequestLink"), Column.Of("Ticket", "links.ticket"), Column.Of("Message", "attributes.message"),
        new Column("Changelog", ChangelogOf),
    ];

    public static string IdOf(JsonElement thing) => Column.TextOf(Column.At(thing, "metadata.id"));

    private static string WhenOf(JsonElement row) =>
        Column.TimeOf(Column.At(row, "attributes.startDate")) is { Length: > 0 } start ? start : Column.TimeOf(Column.At(row, "metadata.createdAt"));

    private static string ChangelogOf(JsonElement row)
    {
        var log = Column.At(row, "changelog");
        if (log.ValueKind != JsonValueKind.Array) return "";
        return string.Join('\n', log.EnumerateArray().Select(entry => string.Join(' ', new[]
        {
            Column.TimeOf(Column.At(entry, "timestamp")), Column.TextOf(Column.At(entry, "user")), Column.TextOf(Column.At(entry, "changeType")),
            Column.TextOf(Column.At(entry, "field")), Arrow(Column.TextOf(Column.At(entry, "oldValue")), Column.TextOf(Column.At(entry, "newValue"))), Column.TextOf(Column.At(entry, "comment")),
        }.Where(part => part.Length > 0))));
    }

    private static string Arrow(string before, string after) => before.Length + after.Length == 0 ? "" : $"{before} → {after}".Trim();
}
