namespace Tracker.Bench.Locks;

/// <summary>One client's connection to a lock server.</summary>
internal interface ICycle : IDisposable
{
    /// <summary>Takes a lock and gives it back; throws unless both were acknowledged.</summary>
    Task RunAsync(CancellationToken ct);
}
