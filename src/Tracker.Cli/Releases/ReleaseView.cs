using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary>Words that the commands of releases share.</summary>
internal static class ReleaseView
{
    public static Argument<string> Environment() => new("environment") { Description = "Such as dev or prod." };

    /// <summary>The sentence of a gate, and when it opens by itself.</summary>
    public static string GateOf(JsonElement gate) =>
        Column.TextOf(Column.At(gate, "text")) + (Column.TimeOf(Column.At(gate, "opensAt")) is { Length: > 0 } at ? $" (opens {at})" : "");
}
