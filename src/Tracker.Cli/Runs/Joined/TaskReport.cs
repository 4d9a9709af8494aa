using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Delivery;

namespace Tracker.Cli.Runs.Joined;

/// <summary>
/// Reports the start and the end of a task's run, on a thread of its own: the end never before the start. An end that cannot be told
/// now is told later, with the time at which it was.
/// </summary>
internal sealed class TaskReport(ServerConnection server, Spool spool, string task, string run, DateTimeOffset began)
{
    private readonly TaskPing _ping = new(server);
    private readonly ManualResetEvent _over = new(false);
    private readonly TaskCompletionSource<TaskEnd> _end = new();
    private Outcome _outcome;

    public void Start() => new Thread(Work, maxStackSize: 256 * 1024) { IsBackground = true, Name = "reports" }.Start();

    public void End(int exitCode, DateTimeOffset at) => _end.TrySetResult(new(task, exitCode, run, RunClock.Format(at)));

    /// <summary>Waits until the end is reported, or keeps it for later; returns what there is to warn of.</summary>
    public string? Finish(TimeSpan grace)
    {
        var outcome = _over.WaitOne(grace) ? _outcome : new(Fate.Later, $"task {task} was not told: {server.Target.Server} did not answer in time.");
        if (outcome.Fate != Fate.Later) return outcome.Fate == Fate.Refused ? outcome.Why : null;
        return spool.Write(Parcel.Of(server.Target.Server.AbsoluteUri, _end.Task.Result, began)) is { } failure
            ? $"{outcome.Why} The report could not be kept either: {failure}"
            : $"{outcome.Why} The report is kept, and delivered by the next 'tracker run' or by 'tracker run --deliver'.";
    }

    private void Work()
    {
        // The end is what counts: it is told whether or not the start was.
        _ = _ping.Start(task, run, CancellationToken.None);
        _outcome = _ping.End(_end.Task.GetAwaiter().GetResult(), CancellationToken.None);
        _over.Set();
    }
}
