using System.Diagnostics;
using Tracker.Cli.Runs.Child;
using Tracker.Cli.Runs.Joined;

namespace Tracker.Cli.Runs;

/// <summary>The command from its start to its end, or the time until an interrupt where there is none.</summary>
internal sealed class Stage(RunOptions options, SignalForwarding signals, Joins joins, RunClock clock)
{
    // What coreutils' timeout answers.
    private const int TimedOut = 124;
    private const int TimedOutAndKilled = 128 + Signals.Kill;
    private const int InterruptedEarly = 128 + Signals.Interrupt;

    private static readonly TimeSpan LostLockPatience = TimeSpan.FromSeconds(10);

    private readonly AutoResetEvent _lockLost = new(false);
    private string _lossReason = "";
    private RunningChild? _child;
    private int? _notStarted;
    private CommandEnd? _end;

    public void Start(ChildCommand? command, IReadOnlyDictionary<string, string> variables)
    {
        if (command is null) return;
        if (signals.AskedToEnd.IsCancellationRequested)
        {
            _notStarted = InterruptedEarly;
            return;
        }
        // Processes that lose their parents come here, so that they are counted.
        _ = Libc.Control(Libc.BecomeSubreaper, 1);
        var error = ChildStarter.Start(command.With(variables), out var pid);
        if (error != 0)
        {
            (_notStarted, var message) = ChildStarter.Explain(command, error);
            Stderr.Line(message);
            return;
        }
        _child = new(new ChildWaiter(pid));
        _child.Waiter.Start();
        signals.PassTo(_child.Pass);
        joins.KeepLock(Lost);
    }

    /// <summary>Waits for the end; asked again, it tells the same.</summary>
    public CommandEnd Wait() => _end ??= End();

    private CommandEnd End()
    {
        if (_notStarted is { } code) return new(code, clock.At(Stopwatch.GetTimestamp()), null);
        if (_child is null)
        {
            signals.AskedToEnd.WaitHandle.WaitOne(new Deadline(options.Timeout).Left);
            return new(null, clock.At(Stopwatch.GetTimestamp()), null);
        }
        var forced = WaitForChild(_child);
        var waiter = _child.Waiter;
        return new(forced ?? waiter.ExitCode, clock.At(waiter.EndedAt), waiter.Usage);
    }

    /// <summary>The exit code, when it is not the command's own.</summary>
    private int? WaitForChild(RunningChild child)
    {
        var timeout = new Deadline(options.Timeout);
        while (true)
        {
            switch (WaitHandle.WaitAny([child.Waiter.Ended, _lockLost], timeout.Left))
            {
                case 0:
                    return null;
                case 1:
                    Stderr.Line($"the lock is lost: {_lossReason} The command {(options.StopsWhenLockIsLost ? "is ended, for" : "goes on, though")} somebody else may hold it now.");
                    if (!options.StopsWhenLockIsLost) continue;
                    child.End(options.KillAfter ?? LostLockPatience);
                    return null;
                default:
                    return child.End(options.KillAfter) ? TimedOutAndKilled : TimedOut;
            }
        }
    }

    private void Lost(string why)
    {
        _lossReason = why;
        _lockLost.Set();
    }
}

/// <param name="ExitCode">Null where there was no command.</param>
/// <param name="Usage">Null where none was started.</param>
internal sealed record CommandEnd(int? ExitCode, DateTimeOffset At, ChildUsage? Usage);
