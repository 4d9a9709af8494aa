using Tracker.Storage;

namespace Tracker.Server.Operations.Changes;

/// <summary>Reads the change feed once for everybody in this process.</summary>
[ModuleService]
public sealed class ChangeFollower(IChangeFeed feed, IEnumerable<IChangeListener> listeners, TimeProvider clock, ILogger<ChangeFollower> log) : BackgroundService
{
    private const int BatchSize = 1_000;

    /// <summary>Under steady commits several are read at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>On PostgreSQL a change may be held back by an older transaction, of whose end nothing is heard when it changed nothing.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly IChangeListener[] _listeners = [.. listeners];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ChangeCursor? cursor = null;
        var heard = feed.Version;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var version = feed.Version;
                if (cursor is null)
                {
                    var head = await feed.HeadAsync(stoppingToken);
                    cursor = head;
                    Tell(l => l.Begin(head));
                }

                var changes = await feed.ReadAsync(cursor.Value, BatchSize, stoppingToken);
                if (changes.Count > 0)
                {
                    cursor = changes[^1].At;
                    Tell(l => l.Take(changes));
                }

                if (changes.Count == BatchSize) continue;
                await Task.Delay(Pause, clock, stoppingToken);
                await feed.WaitAsync(version, version == heard ? LongestWait : SecondLook, stoppingToken);
                heard = version;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Reading the change feed failed; what other replicas change is noticed late until it works again");
                await Task.Delay(AfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Tell(Action<IChangeListener> tell)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                tell(listener);
            }
            catch (Exception e)
            {
                log.LogError(e, "{Listener} failed to take changes", listener.GetType().Name);
            }
        }
    }
}
