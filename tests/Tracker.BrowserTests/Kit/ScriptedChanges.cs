using Tracker.Storage;

namespace Tracker.BrowserTests.Kit;

/// <summary>A change feed that a test speaks into, in place of a database.</summary>
public sealed class ScriptedChanges : IChangeFeed
{
    private readonly Lock _gate = new();
    private readonly List<Change> _all = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Say(string topic, string key = "1")
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            _all.Add(new(new(0, _all.Count + 1), topic, key));
            (news, _news) = (_news, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        news.SetResult();
    }

    public Task<ChangeCursor> HeadAsync(CancellationToken ct = default)
    {
        lock (_gate) return Task.FromResult(new ChangeCursor(0, _all.Count));
    }

    public Task<IReadOnlyList<Change>> ReadAsync(ChangeCursor after, int limit, CancellationToken ct = default)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<Change>>([.. _all.Where(change => change.At > after).Take(limit)]);
        }
    }

    public long Version
    {
        get
        {
            lock (_gate) return _all.Count;
        }
    }

    public async Task WaitAsync(long seen, TimeSpan atMost, CancellationToken ct = default)
    {
        Task news;
        lock (_gate) news = _all.Count == seen ? _news.Task : Task.CompletedTask;
        await Task.WhenAny(news, Task.Delay(atMost, ct)).WaitAsync(ct);
    }

    public Task<int> PruneAsync(TimeSpan olderThan, CancellationToken ct = default) => Task.FromResult(0);
}
