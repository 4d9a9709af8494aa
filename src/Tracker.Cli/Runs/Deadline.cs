namespace Tracker.Cli.Runs;

/// <summary>A time by which something is to be done; without one there is no hurry.</summary>
internal sealed class Deadline(TimeSpan? after)
{
    private readonly long _start = TimeProvider.System.GetTimestamp();

    public TimeSpan Left =>
        after is not { } all ? Timeout.InfiniteTimeSpan : all - TimeProvider.System.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
