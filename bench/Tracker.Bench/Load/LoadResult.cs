namespace Tracker.Bench.Load;

/// <summary>What one measurement saw from outside.</summary>
internal sealed record LoadResult(long Requests, double Rate, TimeSpan P50, TimeSpan P99);
