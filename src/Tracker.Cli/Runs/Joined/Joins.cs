using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Delivery;

namespace Tracker.Cli.Runs.Joined;

/// <summary>The lock and the deployment that a run may be: both begin before the command and decide whether it may start.</summary>
internal sealed class Joins(ServerConnection server, RunOptions options, string name)
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);

    private readonly string _who = $"{Environment.UserName}@{Environment.MachineName}";
    private Deployment? _deployment;
    private HeldLock? _lock;
    private Task<string?>? _released;

    /// <summary>What the command is told of its lock.</summary>
    public string? LockToken => _lock?.Token;

    /// <summary>Takes the lock and begins the deployment, or throws; returns what there is to warn of.</summary>
    public string? Begin(CancellationToken ct)
    {
        if (options.Deploy is { } d) _deployment = new(server, d, options.Version, _who, $"Deploy {d.Service} {options.Version}".TrimEnd());
        // A deployment takes the lock of its own scope by itself: taken twice, it would wait for itself.
        var isOne = _deployment is not null && options.Lock == options.Deploy;
        if (options.Lock is { } wanted && !isOne) _lock = Acquire(wanted, ct);
        try
        {
            var warning = _deployment?.Start(options.LockWait, mustBeTold: isOne, ct);
            if (isOne) _lock = HeldLock.OfEvent(server, options.Lock!, _deployment!.Id!, ct) ?? Acquire(options.Lock!, ct);
            return warning;
        }
        catch
        {
            _lock?.Release();
            _deployment?.Abandon();
            throw;
        }
    }

    public void KeepLock(Action<string> lost) => _lock?.Keep(options.LockTtl, lost);

    /// <summary>Begins to give the lock back.</summary>
    public void Release()
    {
        if (_lock is { } held) _released = Task.Run(held.Release);
    }

    /// <summary>What there is to warn of, once it is given back.</summary>
    public string? Released() => _released is null ? null : _released.Wait(ReleasePatience) ? _released.Result : "the lock was not given back in time and ends by itself.";

    /// <summary>What is to be told at the end.</summary>
    public IEnumerable<LateRequest> End(int exitCode, DateTimeOffset at) => _deployment is null ? [] : [_deployment.End(exitCode, at)];

    private HeldLock Acquire(Subject subject, CancellationToken ct) => HeldLock.Acquire(server, subject, _who, $"tracker run: {name}", options.LockTtl, options.LockWait, ct);
}
