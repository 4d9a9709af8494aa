namespace Tracker.Server.Timelines.Ingest;

/// <summary>
/// Messages on their way to the store, at most so many and of so much text: whoever comes to a full queue is told at once.
/// Threads may add at the same time; one takes.
/// </summary>
internal sealed class IngestQueue(int capacity, long characters, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Queue<Queued> _messages = new();
    private TaskCompletionSource _filled = New();
    // Somebody waits, or there is enough for a batch.
    private TaskCompletionSource _urgent = New();
    private int _enough = int.MaxValue;
    private long _characters;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate) return _messages.Count;
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_gate) return _closed;
        }
    }

    /// <summary>How many there was room for; those behind them are dropped.</summary>
    public int AddSome(List<Incoming> messages)
    {
        var added = 0;
        TaskCompletionSource filled;
        TaskCompletionSource? many;
        lock (_gate)
        {
            while (added < messages.Count && HasRoom(1, messages[added].Characters)) Add(new(messages[added++], null, 0));
            filled = _filled;
            many = _messages.Count >= _enough ? _urgent : null;
        }

        filled.TrySetResult();
        many?.TrySetResult();
        return added;
    }

    /// <summary>All of them or none; null when there is no room.</summary>
    public IngestCall? TryAdd(IReadOnlyList<Incoming> messages, bool alone)
    {
        var call = new IngestCall(messages.Count, alone);
        TaskCompletionSource filled, urgent;
        lock (_gate)
        {
            if (!HasRoom(messages.Count, messages.Sum(m => (long)m.Characters))) return null;
            for (var i = 0; i < messages.Count; i++) Add(new(messages[i], call, i));
            (filled, urgent) = (_filled, _urgent);
        }

        filled.TrySetResult();
        urgent.TrySetResult();
        return call;
    }

    /// <summary>Nothing is added any more; what is there is still taken.</summary>
    public void Close()
    {
        TaskCompletionSource filled, urgent;
        lock (_gate)
        {
            _closed = true;
            (filled, urgent) = (_filled, _urgent);
        }

        filled.TrySetResult();
        urgent.TrySetResult();
    }

    /// <summary>Waits for messages and takes at most so many, the oldest first. False when the queue is closed and empty.</summary>
    /// <param name="into">Where they are added.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="linger">How long to wait for so many, unless somebody waits for one of them.</param>
    public async ValueTask<bool> TakeAsync(List<Queued> into, int most, TimeSpan linger)
    {
        Task filled;
        lock (_gate) filled = _filled.Task;
        await filled;
        Task urgent;
        lock (_gate)
        {
            _enough = most;
            urgent = _messages.Count >= most ? Task.CompletedTask : _urgent.Task;
        }

        if (!urgent.IsCompleted) await Task.WhenAny(urgent, Task.Delay(linger, clock));
        lock (_gate)
        {
            while (into.Count < most && _messages.TryDequeue(out var message))
            {
                _characters -= message.Message.Characters;
                into.Add(message);
            }

            if (_messages.Count > 0 || _closed) return into.Count > 0;
            if (_filled.Task.IsCompleted) _filled = New();
            if (_urgent.Task.IsCompleted) _urgent = New();
            return true;
        }
    }

    private bool HasRoom(int messages, long text) => !_closed && _messages.Count + messages <= capacity && _characters + text <= characters;

    private void Add(in Queued message)
    {
        _characters += message.Message.Characters;
        _messages.Enqueue(message);
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
