using Tracker.Cli.Runs.Sampling;

namespace Tracker.Cli.Runs.Child;

/// <summary>The command while it runs: it gets signals, and may be ended with all that it started.</summary>
internal sealed class RunningChild(ChildWaiter waiter)
{
    private const int Rounds = 10;

    private static readonly TimeSpan RoundPause = TimeSpan.FromMilliseconds(50);

    public ChildWaiter Waiter => waiter;

    /// <summary>Passes a signal on. A command that the terminal has let go on already needs no second word.</summary>
    public void Pass(int signal)
    {
        if (signal != Signals.Continue || waiter.IsStopped()) waiter.Signal(signal);
    }

    /// <summary>Asks the command and all that it started to end, and kills them when they do not; returns whether that was necessary.</summary>
    public bool End(TimeSpan? killAfter)
    {
        var all = new ProcessTree();
        Signal(all.Read(), Signals.Terminate);
        Signal(all.Read(), Signals.Continue);
        if (waiter.Ended.WaitOne(new Deadline(killAfter).Left)) return false;
        for (var round = 0; round < Rounds && all.Read() is { Count: > 0 } left; round++)
        {
            Signal(left, Signals.Kill);
            Thread.Sleep(RoundPause);
        }
        waiter.Ended.WaitOne();
        return true;
    }

    private static void Signal(IEnumerable<int> processes, int signal)
    {
        foreach (var process in processes) _ = Libc.Kill(process, signal);
    }
}
