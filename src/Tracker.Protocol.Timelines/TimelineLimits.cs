namespace Tracker.Protocol.Timelines;

/// <summary>What a message may hold at most; texts are counted in bytes of UTF-8.</summary>
public static class TimelineLimits
{
    /// <summary>A datagram.</summary>
    public const int DatagramBytes = 64 * 1024;

    /// <summary>A context.</summary>
    public const int ContextBytes = 512;

    /// <summary>The name of an event, or a timeline's label.</summary>
    public const int NameBytes = 1024;

    /// <summary>The parts of an event's name.</summary>
    public const int NameLevels = 64;

    /// <summary>A host.</summary>
    public const int HostBytes = 255;

    /// <summary>Maps and arrays inside each other, in the values of unknown keys.</summary>
    public const int Nesting = 16;

    /// <summary>How long a time written as text or number may be.</summary>
    internal const int TimeBytes = 64;

    /// <summary>How long a key or status may be to be one that has a meaning.</summary>
    internal const int WordBytes = 16;
}
