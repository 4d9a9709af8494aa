namespace Tracker.Server.Timelines.Ingest;

/// <summary>
/// What one write found out and the next would ask the store again. Only where nobody else writes; and what others delete
/// they tell. Used inside writes, of which there is one at a time, but for <see cref="Forget"/>.
/// </summary>
internal sealed class RunMemory
{
    private const int MostKeys = 200_000;
    private const int MostContexts = 10_000;

    // Names may be a thousand characters long.
    private const long MostCharacters = 16 << 20;

    private readonly Dictionary<string, long> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Context, string Name, string Host), KeyTail> _tails = [];
    private long _characters;
    private int _forget;
    private int _forgotten;

    /// <summary>Everything known may be wrong from now on. Safe from any thread.</summary>
    public void Forget() => Interlocked.Increment(ref _forget);

    /// <summary>To be called first inside each write.</summary>
    /// <param name="afresh">Whether what earlier writes found out does not hold for this one.</param>
    public void Begin(bool afresh)
    {
        var forget = Volatile.Read(ref _forget);
        if (!afresh && forget == _forgotten && _tails.Count < MostKeys && _contexts.Count < MostContexts && _characters < MostCharacters) return;
        _contexts.Clear();
        _tails.Clear();
        _characters = 0;
        _forgotten = forget;
    }

    public long? Context(string name) => _contexts.TryGetValue(name, out var id) ? id : null;

    public void Remember(string context, long id) => _contexts[context] = id;

    public bool TryTail(long context, KeyBatch key, out KeyTail tail) => _tails.TryGetValue((context, key.Name, key.Host), out tail);

    public void Remember(long context, KeyBatch key, in KeyTail tail)
    {
        var before = _tails.Count;
        _tails[(context, key.Name, key.Host)] = tail;
        if (_tails.Count > before) _characters += key.Name.Length + key.Host.Length;
    }
}
