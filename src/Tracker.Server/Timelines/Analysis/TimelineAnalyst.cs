namespace Tracker.Server.Timelines.Analysis;

/// <summary>Reads a timeline and says why it took as long as it did.</summary>
public sealed class TimelineAnalyst(TimelineReader timelines, BaselineReader baselines, TimeProvider clock)
{
    // What is usual hardly changes while somebody watches a timeline that refreshes itself every second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private const int MostKept = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Context, long Before), (Baseline Baseline, DateTimeOffset Until)> _kept = [];

    public async Task<TimelineAnalysis> AnalyseAsync(TimelineContext context, Timeline timeline, CancellationToken ct) =>
        await AnalyseAsync(context, await timelines.ContentAsync(context, timeline, ct), ct);

    public async Task<TimelineAnalysis> AnalyseAsync(TimelineContext context, TimelineContent content, CancellationToken ct) =>
        TimelineAnalysis.Of(content, await BaselineAsync(context, content.Timeline.Starts, ct), clock.GetUtcNow());

    private async Task<Baseline> BaselineAsync(TimelineContext context, long before, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_kept.TryGetValue((context.Id, before), out var kept) && kept.Until > now) return kept.Baseline;
        }

        var baseline = await baselines.ReadAsync(context, before, BaselineReader.DefaultTimelines, ct);
        lock (_gate)
        {
            if (_kept.Count >= MostKept) _kept.Clear();
            _kept[(context.Id, before)] = (baseline, now + Fresh);
        }

        return baseline;
    }
}
