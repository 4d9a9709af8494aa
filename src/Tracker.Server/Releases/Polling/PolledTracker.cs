namespace Tracker.Server.Releases.Polling;

/// <summary>What the next poll of a tracker depends on.</summary>
/// <param name="Interval">How often it wishes to be polled.</param>
/// <param name="LastPoll">When it was last polled, with or without success; null when never.</param>
/// <param name="Failures">Polls that failed since the last one that did not.</param>
/// <param name="RetryAt">Before when the other side does not want to be asked again for this one.</param>
/// <param name="IsWanted">Whether somebody told that there is something new.</param>
public sealed record PolledTracker(long Id, TimeSpan Interval, DateTimeOffset? LastPoll, int Failures = 0, DateTimeOffset? RetryAt = null, bool IsWanted = false);
