using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary>A tracker as it is named and shown.</summary>
internal static class TrackerView
{
    public static IReadOnlyList<Column> Fields { get; } =
    [
        Column.Of("Application", "id"), Column.Of("Repository", "repo"), Column.Of("File", "sourcePath"), Column.Of("Tag", "tag"), Column.Of("Branch", "branch"), Column.Of("Commit", "commit"),
        Column.Of("Has token", "hasToken"), Column.Of("Registry", "registry"), Column.Of("Registry user", "registryUser"), Column.Of("Paused", "paused"), Column.Duration("Interval", "interval"),
        Column.Time("Last poll", "lastPollAt"), Column.Of("Image", "requirements.image"), Column.Of("Label", "requirements.label"), Column.Of("Depends on", "requirements.depends"),
        Column.Of("Not in", "requirements.omitFromNamespaces"), Column.Of("Read from", "requirements.commit"), Column.Of("Newest tag", "image.tag"), Column.Of("Digest", "image.digest"),
        new Column("Errors", row => string.Join('\n', ErrorsOf(row))), Column.Time("Created", "createdAt"), Column.Of("By", "createdBy"),
    ];

    public static Argument<string> Application() => new("application") { Description = "group.name." };

    public static string PathOf(string application) => "trackers/" + ApiPath.Part(application);

    public static IEnumerable<string> ErrorsOf(JsonElement tracker)
    {
        foreach (var error in Column.At(tracker, "errors").EnumerateArray())
        {
            var line = Column.TextOf(Column.At(error, "line"));
            var place = line.Length > 0 ? $" (line {line}, column {Column.TextOf(Column.At(error, "column"))})" : "";
            yield return $"{Column.TextOf(Column.At(error, "of"))}: {Column.TextOf(Column.At(error, "message"))}{place}";
        }
    }
}
