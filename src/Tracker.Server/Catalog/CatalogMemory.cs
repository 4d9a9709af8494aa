using System.Collections.Concurrent;

namespace Tracker.Server.Catalog;

/// <summary>
/// What takes long to read and changes with the catalog alone. It is remembered until the catalog changes, here or on
/// another replica, and for ten seconds at most: so long a lost hint can keep an old answer.
/// </summary>
public sealed class CatalogMemory(TimeProvider clock)
{
    private const int Most = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private volatile ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>Forgets everything. What is being read at this moment is not remembered either.</summary>
    public void Forget() => _known = new(StringComparer.Ordinal);

    /// <param name="name">What is read; the same for everybody who asks for it.</param>
    /// <param name="read">Reads it, once for all who ask at the same time.</param>
    public async Task<T> RecallAsync<T>(string name, Func<Task<T>> read, CancellationToken ct)
    {
        var known = _known;
        if (known.Count >= Most) known.Clear();
        var entry = known.AddOrUpdate(name, _ => New(), (_, old) => clock.GetElapsedTime(old.At) < Longest ? old : New());
        try
        {
            return (T)await entry.Value.WaitAsync(ct);
        }
        catch (Exception) when (entry.Value.IsFaulted || entry.Value.IsCanceled)
        {
            known.TryRemove(new(name, entry));
            throw;
        }

        Entry New() => new(clock.GetTimestamp(), async () => (await read())!);
    }

    private sealed class Entry(long at, Func<Task<object>> read)
    {
        private readonly Lazy<Task<object>> _value = new(read);

        public long At => at;

        public Task<object> Value => _value.Value;
    }
}
