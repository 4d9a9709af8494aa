using System.Diagnostics;

namespace Tracker.Storage.Sqlite;

/// <summary>Two bounded lanes into one thread: requests, and maintenance that gives way to them without starving.</summary>
internal sealed class WriteQueue(int capacity, int maxBatch)
{
    private const int MaintenanceCapacity = 1000;

    // Under steady load a chunk of maintenance gets its turn after so many batches, roughly ten times a second.
    private const int BatchesBeforeMaintenance = 64;

    // Callers who wait for their answers before they ask again leave the lane empty for a moment after every batch. A chunk
    // that used that moment would make all of them wait for it.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(2);

    // A monitor and not a semaphore: the one writer must not spin where there is nothing to write.
    private readonly object _gate = new();
    private readonly Queue<WriteCommand> _requests = new();
    private readonly Queue<WriteCommand> _maintenance = new();
    private int _batches;
    private long _lastRequests;
    private bool _closed;

    public int Count => _requests.Count;

    /// <exception cref="StorageUnavailableException">The lane is full, or the store is closing.</exception>
    public void Add(WriteCommand command, bool maintenance)
    {
        lock (_gate)
        {
            if (_closed)
                throw new StorageUnavailableException("The store is closing.");
            var (lane, limit) = maintenance ? (_maintenance, MaintenanceCapacity) : (_requests, capacity);
            if (lane.Count >= limit)
                throw new StorageUnavailableException($"{limit} writes wait already; try again later.");
            lane.Enqueue(command);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for writes and takes what is there; false when the queue is closed and empty.</summary>
    public bool Take(List<WriteCommand> batch, out bool maintenance)
    {
        lock (_gate)
        {
            if (_batches > 0)
                _lastRequests = Stopwatch.GetTimestamp();
            while (true)
            {
                var sinceRequests = Stopwatch.GetElapsedTime(_lastRequests);
                maintenance = _maintenance.Count > 0
                    && (_batches >= BatchesBeforeMaintenance || (_requests.Count == 0 && (sinceRequests >= Quiet || _closed)));
                if (maintenance)
                {
                    _batches = 0;
                    Move(_maintenance, batch, 1);
                }
                else if (_requests.Count > 0)
                {
                    _batches++;
                    Move(_requests, batch, maxBatch);
                }
                else if (_maintenance.Count == 0 && _closed)
                    return false;
                else
                {
                    // Whole milliseconds: a wait for less than one is no wait.
                    Monitor.Wait(_gate, _maintenance.Count == 0 ? Timeout.Infinite : (int)Math.Ceiling((Quiet - sinceRequests).TotalMilliseconds));
                }

                if (batch.Count > 0)
                    return true;
            }
        }
    }

    /// <summary>Takes no more; what waits is still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    private static void Move(Queue<WriteCommand> lane, List<WriteCommand> batch, int limit)
    {
        while (batch.Count < limit && lane.TryDequeue(out var command))
        {
            if (command.TryTake())
                batch.Add(command);
        }
    }
}
