namespace Tracker.Server.Timelines.Ingest;

/// <summary>
/// Messages on their way to the store, at most so many: whoever comes to a full queue is told at once. Threads may add at
/// the same time; one takes.
/// </summary>
internal sealed class IngestQueue(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<Queued> _messages = new();
    private TaskCompletionSource _filled = New();

    public int Count
    {
        get
        {
            lock (_gate) return _messages.Count;
        }
    }

    /// <summary>False when the queue is full: the message is dropped.</summary>
    public bool TryAdd(in Incoming message)
    {
        TaskCompletionSource filled;
        lock (_gate)
        {
            if (_messages.Count >= capacity) return false;
            _messages.Enqueue(new(message, null, 0));
            filled = _filled;
        }

        filled.TrySetResult();
        return true;
    }

    /// <summary>All of them or none; null when there is no room.</summary>
    public IngestCall? TryAdd(IReadOnlyList<Incoming> messages, bool alone)
    {
        var call = new IngestCall(messages.Count, alone);
        TaskCompletionSource filled;
        lock (_gate)
        {
            if (_messages.Count + messages.Count > capacity) return null;
            for (var i = 0; i < messages.Count; i++) _messages.Enqueue(new(messages[i], call, i));
            filled = _filled;
        }

        filled.TrySetResult();
        return call;
    }

    /// <summary>Waits for messages and takes at most so many, the oldest first.</summary>
    public async ValueTask TakeAsync(List<Queued> into, int most, CancellationToken ct)
    {
        while (into.Count == 0)
        {
            Task filled;
            lock (_gate)
            {
                while (into.Count < most && _messages.TryDequeue(out var message)) into.Add(message);
                if (_messages.Count == 0 && _filled.Task.IsCompleted) _filled = New();
                filled = _filled.Task;
            }

            if (into.Count == 0) await filled.WaitAsync(ct);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Call">Who waits for its outcome; null when nobody does.</param>
/// <param name="Place">Its place in the call.</param>
internal readonly record struct Queued(Incoming Message, IngestCall? Call, int Place);

/// <summary>A caller that waits until all of its messages are durable.</summary>
internal sealed class IngestCall(int messages, bool alone)
{
    private readonly TaskCompletionSource<IngestOutcome[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IngestOutcome[] _outcomes = new IngestOutcome[messages];
    private int _left = messages;

    public bool IsAlone => alone && _outcomes.Length == 1;

    public Task<IngestOutcome[]> Outcomes => _done.Task;

    public void Complete(int place, IngestOutcome outcome)
    {
        _outcomes[place] = outcome;
        if (Interlocked.Decrement(ref _left) == 0) _done.TrySetResult(_outcomes);
    }

    public void Fail(Exception error) => _done.TrySetException(error);
}
