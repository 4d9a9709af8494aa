using System.Diagnostics;

namespace Tracker.Cli.Runs.Sampling;

/// <summary>
/// Measures at an interval, on a thread of its own. A sample holds until the next one, so what was measured between two
/// looks bears the time of the first.
/// </summary>
internal sealed class Sampler(RunClock clock, TimeSpan interval, MachineLoad machine, ProcessTree tree, Action<Sample> take)
{
    // A command that is over before the first interval leaves some trace too.
    private static readonly TimeSpan[] EarlyLooks = [TimeSpan.Zero, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(150)];

    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private long _last;

    /// <summary>Why it ended early; null when it did not.</summary>
    public string? Failure { get; private set; }

    public void Start()
    {
        _last = clock.StartStamp;
        _thread = new Thread(Guarded, maxStackSize: 256 * 1024) { IsBackground = true, Name = "samples" };
        _thread.Start();
    }

    /// <summary>The time of the last sample; on a busy machine one may have been taken after the end, before anybody said so.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Takes the last sample, up to the end.</summary>
    public void Stop(DateTimeOffset end)
    {
        _stop.Set();
        // It may be in the middle of a walk through a big tree.
        if (_thread!.Join(TimeSpan.FromSeconds(1)) && clock.At(_last) < end) Measure(Stopwatch.GetTimestamp());
    }

    /// <summary>Whatever goes wrong here, the command must not feel it.</summary>
    private void Guarded()
    {
        try
        {
            Run();
        }
        catch (Exception e)
        {
            Failure = e.Message;
        }
    }

    private void Run()
    {
        foreach (var early in EarlyLooks.Where(e => e < interval))
        {
            if (WaitUntil(early)) return;
            tree.Read();
        }
        while (true)
        {
            // Rounds that went by, and one that would come at the heels of a late one, are left out.
            var round = Math.Floor((Stopwatch.GetElapsedTime(clock.StartStamp) / interval) + 1.5);
            if (WaitUntil(interval * round)) return;
            Measure(Stopwatch.GetTimestamp());
            tree.Read();
        }
    }

    private void Measure(long now)
    {
        if (machine.Take() is not { } usage) return;
        LastAt = clock.At(_last);
        take(new(LastAt, usage));
        _last = now;
    }

    /// <summary>Returns whether it is over.</summary>
    private bool WaitUntil(TimeSpan sinceStart)
    {
        var left = sinceStart - Stopwatch.GetElapsedTime(clock.StartStamp);
        return _stop.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}

/// <summary>How busy the machine was, from a time on.</summary>
/// <param name="Usage">A part of the whole machine, from 0 to 1.</param>
internal readonly record struct Sample(DateTimeOffset At, double Usage);
