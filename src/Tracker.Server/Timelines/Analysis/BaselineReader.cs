using System.Data.Common;
using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>
/// Reads what is usual in a context: once over the runs of its last timelines, the newest first, page by page (a long read
/// would hold up the store), with no more in memory than the durations.
/// </summary>
public sealed class BaselineReader(IDatabase database, TimelineReader timelines, TimeProvider clock)
{
    public const int DefaultTimelines = 50;
    public const int MostTimelines = 1000;

    /// <summary>More runs than are read for one answer; of what lies before them nothing is counted.</summary>
    private const int MostRuns = 1_200_000;

    private const int PageSize = 50_000;

    private const string Runs =
        """
        SELECT key_id, start, ended, kind, status, superseded FROM timeline_run
        WHERE context_id = $1 AND start >= $2 AND start <= $3 AND (start, key_id, kind) < ($3, $4, $5) AND kind <> 1
        ORDER BY start DESC, key_id DESC, kind DESC LIMIT $6
        """;

    private static readonly SqlText Names = new(sql => $"SELECT k.id, k.name FROM {JsonRows.From(sql, "$1", "wanted", "id")} JOIN timeline_key AS k ON k.id = wanted.id");

    /// <param name="before">The timelines that begin before this one count.</param>
    /// <param name="most">So many of them at most.</param>
    public async Task<Baseline> ReadAsync(TimelineContext context, long before, int most, CancellationToken ct)
    {
        var windows = await timelines.TimelinesAsync(context, most, ct, before);
        if (windows.Count == 0) return Baseline.None;
        var builder = new BaselineBuilder();
        var names = new Dictionary<long, (NameSamples Name, int SeenIn)>();
        var abandoned = Instant.ToMicroseconds(clock.GetUtcNow() - context.OpenTimeout);
        var (window, read) = (0, 0);
        // What begins where the next timeline does is that one's.
        var edge = new Run(long.MinValue, windows[0].Ends ?? long.MaxValue, null, RunKind.Run, TimelineStatus.None, false);
        while (true)
        {
            var page = await database.QueryAsync(Runs, ReadRun, ct, context.Id, windows[^1].Starts, edge.Start, edge.Key, (int)edge.Kind, PageSize);
            await LearnAsync(page, names, builder, ct);
            foreach (var run in page)
            {
                for (; run.Start < windows[window].Starts; window++) builder.Complete();
                var (name, seenIn) = names[run.Key];
                // The last time that it began stands for the event.
                if (seenIn == window) continue;
                names[run.Key] = (name, window);
                builder.Add(name, run.Start, run.End, run.Progress(abandoned), run.Status);
            }

            read += page.Count;
            if (page.Count < PageSize)
            {
                builder.Complete();
                return builder.Build();
            }

            if (read >= MostRuns) return builder.Build();
            edge = page[^1];
        }
    }

    private async Task LearnAsync(List<Run> page, Dictionary<long, (NameSamples, int)> names, BaselineBuilder builder, CancellationToken ct)
    {
        var unknown = page.Select(r => r.Key).Distinct().Where(key => !names.ContainsKey(key)).ToList();
        if (unknown.Count == 0) return;
        foreach (var (key, name) in await database.QueryAsync(Names.For(database.Sql), r => (r.GetInt64(0), r.GetString(1)), ct, JsonRows.Write(unknown.Select(key => new object?[] { key }))))
        {
            names[key] = (builder.Name(name), -1);
        }
    }

    private static Run ReadRun(DbDataReader r) =>
        new(r.GetInt64(0), r.GetInt64(1), r.GetInteger(2), (RunKind)r.GetInt32(3), Badness.Status(r.GetInt32(4)), r.GetBoolean(5));

    private readonly record struct Run(long Key, long Start, long? End, RunKind Kind, TimelineStatus Status, bool Superseded)
    {
        public EventProgress Progress(long abandoned) => Kind == RunKind.Point ? EventProgress.Point
            : End is not null ? EventProgress.Ended
            : Superseded || Start <= abandoned ? EventProgress.Abandoned
            : EventProgress.Open;
    }
}
