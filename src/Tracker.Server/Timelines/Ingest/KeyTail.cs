namespace Tracker.Server.Timelines.Ingest;

/// <summary>What is known of a name and host: enough to fold later messages without asking the store.</summary>
/// <param name="Id">Its key in the store.</param>
/// <param name="State">Where it stands after the last message.</param>
/// <param name="LastTime">No start or end lies after this; null when neither this nor the state is known.</param>
/// <param name="LastPoint">No point lies after this; null when that is not known.</param>
internal readonly record struct KeyTail(long Id, KeyState State, long? LastTime, long? LastPoint)
{
    /// <summary>Of a key that nothing is said of yet.</summary>
    public static KeyTail New(long id) => new(id, default, long.MinValue, long.MinValue);

    public static KeyTail Unknown(long id) => new(id, default, null, null);

    /// <summary>Whether starts and ends from this instant on are later than all there are.</summary>
    public bool Covers(long time) => LastTime < time;

    /// <summary>Whether points from this instant on are later than all there are.</summary>
    public bool CoversPoint(long time) => LastPoint < time;
}
