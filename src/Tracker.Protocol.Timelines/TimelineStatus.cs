namespace Tracker.Protocol.Timelines;

/// <summary>How an event went, as far as its sender says.</summary>
public enum TimelineStatus : byte
{
    /// <summary>The message does not say.</summary>
    None,

    /// <summary><c>ok</c></summary>
    Ok,

    /// <summary><c>warning</c></summary>
    Warning,

    /// <summary><c>failed</c></summary>
    Failed,

    /// <summary><c>skipped</c></summary>
    Skipped,
}

internal static class TimelineStatusText
{
    public static bool TryParse(ReadOnlySpan<byte> text, out TimelineStatus status)
    {
        status = text.Length switch
        {
            0 => TimelineStatus.None,
            2 when text.SequenceEqual("ok"u8) => TimelineStatus.Ok,
            6 when text.SequenceEqual("failed"u8) => TimelineStatus.Failed,
            7 when text.SequenceEqual("warning"u8) => TimelineStatus.Warning,
            7 when text.SequenceEqual("skipped"u8) => TimelineStatus.Skipped,
            _ => (TimelineStatus)byte.MaxValue,
        };
        return status <= TimelineStatus.Skipped;
    }

    public static ReadOnlySpan<byte> ToUtf8(this TimelineStatus status) => status switch
    {
        TimelineStatus.Ok => "ok"u8,
        TimelineStatus.Warning => "warning"u8,
        TimelineStatus.Failed => "failed"u8,
        TimelineStatus.Skipped => "skipped"u8,
        _ => [],
    };
}
