using System.Globalization;

namespace Tracker.Server.Timelines;

/// <summary>
/// One set of events of a context: those that begin from its own beginning until the next timeline begins. So which
/// timeline an event belongs to follows from the messages alone, in whatever order they came.
/// </summary>
/// <param name="Starts">Its beginning in unix microseconds; <see cref="First"/> for the one that nobody asked for.</param>
/// <param name="Ends">Where the next one begins; null for the newest, which is the active one.</param>
/// <param name="Label">What may be used in place of its id, such as <c>build 42</c>; empty for none.</param>
public sealed record Timeline(string Context, long Starts, long? Ends, string Label)
{
    /// <summary>Before everything else.</summary>
    public const long First = long.MinValue;

    private const string FirstId = "first";
    private const string Format = "yyyyMMdd'T'HHmmss'-'ffffff";

    // They stand where labels do in addresses.
    internal static readonly string[] Reserved = [FirstId, "latest", "events", "stats", "compare", "stream", "new", ".", ".."];

    /// <summary>Made of its beginning, so that every server gives it the same.</summary>
    public string Id => Starts == First ? FirstId : At(Starts).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>What people call it.</summary>
    public string Title => Label.Length > 0 ? Label : Id;

    public bool IsActive => Ends is null;

    /// <summary>The beginning that an id names.</summary>
    public static bool TryParseId(string id, out long starts)
    {
        starts = First;
        if (id == FirstId) return true;
        if (!DateTimeOffset.TryParseExact(id, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return false;
        starts = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    /// <summary>Whether a text may be a label.</summary>
    public static bool IsLabel(string text) => !Reserved.Contains(text, StringComparer.OrdinalIgnoreCase) && !TryParseId(text, out _);

    private static DateTimeOffset At(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
