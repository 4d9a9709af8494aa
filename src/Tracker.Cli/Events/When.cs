using System.Globalization;
using Tracker.Cli.Output;

namespace Tracker.Cli.Events;

/// <summary>Times as people say them.</summary>
internal static class When
{
    /// <summary>So long ago (<c>6h</c>, <c>30d</c>) as an instant; a date or time as it is, for the server to read.</summary>
    public static string? Of(string? text) => text is { Length: > 1 } && char.IsAsciiLetter(text[^1]) && Durations.Parse(text) is { } ago
        ? (TimeProvider.System.GetUtcNow() - ago).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : text;
}
