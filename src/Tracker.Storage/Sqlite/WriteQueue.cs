using System.Diagnostics;

namespace Tracker.Storage.Sqlite;

/// <summary>Two bounded lanes into one thread: requests, and maintenance that gives way to them without starving.</summary>
internal sealed class WriteQueue(int capacity, int maxBatch) : IDisposable
{
    private const int MaintenanceCapacity = 1000;

    // Under steady load a chunk of maintenance gets its turn after so many batches, roughly ten times a second.
    private const int BatchesBeforeMaintenance = 64;

    // Callers who wait for their answers before they ask again leave the lane empty for a moment after every batch. A chunk
    // that used that moment would make all of them wait for it.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Queue<WriteCommand> _requests = new();
    private readonly Queue<WriteCommand> _maintenance = new();
    private int _batches;
    private long _lastRequests;
    private bool _waiting;
    private bool _closed;

    public int Count => _requests.Count;

    /// <exception cref="StorageUnavailableException">The lane is full, or the store is closing.</exception>
    public void Add(WriteCommand command, bool maintenance)
    {
        bool wake;
        lock (_gate)
        {
            if (_closed)
                throw new StorageUnavailableException("The store is closing.");
            var (lane, limit) = maintenance ? (_maintenance, MaintenanceCapacity) : (_requests, capacity);
            if (lane.Count >= limit)
                throw new StorageUnavailableException($"{limit} writes wait already; try again later.");
            lane.Enqueue(command);
            wake = _waiting;
            _waiting = false;
        }
        if (wake)
            _filled.Release();
    }

    /// <summary>Waits for writes and takes what is there; false when the queue is closed and empty.</summary>
    public bool Take(List<WriteCommand> batch, out bool maintenance)
    {
        lock (_gate)
        {
            if (_batches > 0)
                _lastRequests = Stopwatch.GetTimestamp();
        }
        while (true)
        {
            var pause = Timeout.InfiniteTimeSpan;
            lock (_gate)
            {
                _waiting = false;
                var sinceRequests = Stopwatch.GetElapsedTime(_lastRequests);
                maintenance = _maintenance.Count > 0
                    && (_batches >= BatchesBeforeMaintenance || (_requests.Count == 0 && (sinceRequests >= Quiet || _closed)));
                if (maintenance)
                {
                    _batches = 0;
                    Move(_maintenance, batch, 1);
                    if (batch.Count > 0)
                        return true;
                    continue;
                }
                if (_requests.Count > 0)
                {
                    _batches++;
                    Move(_requests, batch, maxBatch);
                    if (batch.Count > 0)
                        return true;
                    continue;
                }
                if (_maintenance.Count > 0)
                    pause = Quiet - sinceRequests;
                else if (_closed)
                    return false;
                _waiting = true;
            }
            _filled.Wait(pause);
        }
    }

    /// <summary>Takes no more; what waits is still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (!_waiting)
                return;
            _waiting = false;
        }
        _filled.Release();
    }

    public void Dispose() => _filled.Dispose();

    private static void Move(Queue<WriteCommand> lane, List<WriteCommand> batch, int limit)
    {
        while (batch.Count < limit && lane.TryDequeue(out var command))
        {
            if (command.TryTake())
                batch.Add(command);
        }
    }
}
