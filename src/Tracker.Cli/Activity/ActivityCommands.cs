using System.CommandLine;
using System.Globalization;
using Tracker.Cli.Events;

namespace Tracker.Cli.Activity;

internal static class ActivityCommands
{
    public static Command All() => new CommandGroup("activity", "Everything that happened, and what changed before it.", new ActivityListCommand(), new ActivityBeforeCommand());

    /// <summary>So long ago, a time, or a date: its beginning in UTC.</summary>
    public static string? Instant(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text + "T00:00:00Z" : When.Of(text);
}
