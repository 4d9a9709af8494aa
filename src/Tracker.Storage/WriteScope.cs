namespace Tracker.Storage;

/// <summary>
/// Marks the flow of control inside a write's work. A write or a read opened there would wait for the very transaction
/// it is part of, or see the store without that transaction's changes.
/// </summary>
internal static class WriteScope
{
    private static readonly AsyncLocal<bool> Inside = new();

    public static void Enter() => Inside.Value = true;

    public static void Leave() => Inside.Value = false;

    public static void RefuseWrite() => Refuse("A write cannot be started inside another: use the IWrite at hand, or start it after this one returned.");

    public static void RefuseRead() => Refuse("A reader cannot be opened inside a write: read through its IWrite, which sees the write's own changes.");

    private static void Refuse(string message)
    {
        if (Inside.Value)
            throw new InvalidOperationException(message);
    }
}
