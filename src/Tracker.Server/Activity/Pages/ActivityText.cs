using System.Globalization;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Activity.Pages;

/// <summary>How rows are worded and coloured.</summary>
internal static class ActivityText
{
    public const string Icon = "M4 5h16M4 12h10M4 19h16M18 9v6l3-3z";

    /// <summary>The modules that write rows, as people call them.</summary>
    public static readonly IReadOnlyList<Choice> Modules =
    [
        new("events", "Events"), new("tasks", "Tasks"), new("timelines", "Timelines"), new("releases", "Releases"), new("runs", "Runs"), new("locks", "Locks"), new("catalog", "Catalog"),
    ];

    public static readonly IReadOnlyList<Choice> Severities = [new("", "Any severity"), new("good", "Good and above"), new("warning", "Warnings and above"), new("bad", "Bad only")];

    public static string Title(string module) => Modules.FirstOrDefault(m => m.Value == module)?.Title ?? module;

    /// <summary>The end of the CSS class that sets a module's colour.</summary>
    public static string ClassOf(string module) => Modules.Any(m => m.Value == module) ? module : "other";

    public static Tone Tone(Severity severity) => severity switch
    {
        Severity.Good => Web.Components.Tone.Good,
        Severity.Warning => Web.Components.Tone.Warning,
        Severity.Bad => Web.Components.Tone.Bad,
        _ => Web.Components.Tone.Active,
    };

    public static Severity SeverityOf(string? text) => text switch
    {
        "good" => Severity.Good,
        "warning" => Severity.Warning,
        "bad" => Severity.Bad,
        _ => Severity.Info,
    };

    /// <summary>Kind, service, environment and host, as far as they are known.</summary>
    public static string Under(ActivityEntry entry) => string.Join(" · ", new[]
    {
        entry.Kind.Replace('_', ' ').Replace('.', ' '), entry.Service, entry.Environment, entry.Host,
    }.Where(t => !string.IsNullOrEmpty(t)));

    /// <summary>An instant in an address; null when it is none.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year is > 1970 and < 9000 ? at : null;

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
