namespace Tracker.Storage;

/// <summary>Where the store is and how it is opened.</summary>
public sealed record StorageOptions
{
    /// <summary>The folder of the embedded store; its file is <c>tracker.db</c>.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary><c>postgres://user:password@host:port/database?…</c>; null means the embedded store.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>For a short visit while a server may run on the store: it is not kept from others, and its schema is not changed.</summary>
    public bool BesideServer { get; init; }

    /// <summary>Writes that may wait for their turn before new ones are refused.</summary>
    public int QueueLength { get; init; } = 20_000;

    /// <summary>Connections to PostgreSQL, at most.</summary>
    public int MaxConnections { get; init; } = 50;
}
