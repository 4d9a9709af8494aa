using Tracker.Server.Activity;

namespace Tracker.Server.Notifications.Rules;

/// <summary>Which alerts go to a channel: those that all of it fits. What is empty fits any.</summary>
/// <param name="Kinds">Patterns: <c>deployment</c> fits all deployments, <c>*.failure</c> every failure.</param>
/// <param name="Subject">The id of the one thing that it is about, such as a task.</param>
/// <param name="Severity">The least.</param>
internal sealed record AlertRule(
    Guid Id, Guid ChannelId, string ChannelName, IReadOnlyList<string> Kinds, string Service, string Environment, string Tag, string Subject, Severity Severity, DateTimeOffset CreatedAt)
{
    public const int MostKinds = 50;
    public const int MaxText = 200;

    /// <summary>A pattern fits a kind when its parts, between dots, are those the kind begins with; <c>*</c> is any part.</summary>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> kind)
    {
        while (true)
        {
            int dot = pattern.IndexOf('.'), end = kind.IndexOf('.');
            var wanted = dot < 0 ? pattern : pattern[..dot];
            var part = end < 0 ? kind : kind[..end];
            if (wanted is not "*" && !wanted.SequenceEqual(part)) return false;
            if (dot < 0) return true;
            if (end < 0) return false;
            pattern = pattern[(dot + 1)..];
            kind = kind[(end + 1)..];
        }
    }
}
