namespace Tracker.Protocol.Timelines;

/// <summary>The two ways a message is written.</summary>
public enum DatagramFormat : byte
{
    /// <summary>A MessagePack map.</summary>
    MessagePack,

    /// <summary>A JSON object.</summary>
    Json,
}
