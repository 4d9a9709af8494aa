using Tracker.Storage;

namespace Tracker.Server.Runs.Samples;

/// <summary>Reads the samples of runs: only those that a question needs, and no more than some chunks at a time.</summary>
public sealed class SampleReader(IDatabase database)
{
    /// <summary>As many points as a chart has, or a caller may ask for.</summary>
    public const int MostPoints = 1_000;

    private const int Page = 32;

    private const string Summaries = $"SELECT {SampleStore.SummaryColumns} FROM run_chunk WHERE run_id = $1 ORDER BY first_at";

    private static readonly SqlText Wanted = new(sql =>
        $"""
        SELECT chunk.first_at, chunk.data FROM {JsonRows.From(sql, "$2", "wanted", "first_at")}
        JOIN run_chunk AS chunk ON chunk.run_id = $1 AND chunk.first_at = wanted.first_at ORDER BY chunk.first_at
        """);

    private const string Since =
        """
        SELECT data FROM run_chunk
        WHERE run_id = $1 AND first_at >= coalesce((SELECT max(first_at) FROM run_chunk WHERE run_id = $1 AND first_at <= $2), $2)
        ORDER BY first_at LIMIT $3
        """;

    /// <summary>The samples after an instant in the order of time.</summary>
    public async Task<List<Sample>> ListAsync(long run, long after, int limit, CancellationToken ct)
    {
        var samples = new List<Sample>();
        while (samples.Count < limit)
        {
            var from = samples.Count == 0 ? after : samples[^1].At;
            var before = samples.Count;
            foreach (var data in await database.QueryAsync(Since, r => (byte[])r.GetValue(0), ct, run, from, Page))
            {
                samples.AddRange(SampleCodec.Read(data).Where(s => s.At > from).Take(limit - samples.Count));
            }

            if (samples.Count == before) break;
        }

        return samples;
    }

    /// <summary>The exact percentile of all samples, by nearest rank, in millionths; null when there are none.</summary>
    public async Task<int?> PercentileAsync(long run, int percent, CancellationToken ct)
    {
        // While samples come, chunks may be joined between two reads.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var chunks = await database.QueryAsync(Summaries, SampleStore.ReadSummary, ct, run);
            if (chunks.Count == 0) return null;
            if (await PercentileOfAsync(run, chunks, percent, ct) is { } value) return value;
        }

        return null;
    }

    /// <summary>A run drawn with at most so many points, from its start to its last sample.</summary>
    public async Task<IReadOnlyList<UsagePoint>> SeriesAsync(Run run, int points, CancellationToken ct)
    {
        var series = new UsageSeries(Instant.ToMicroseconds(run.StartedAt), run.Totals.LastAt, points);
        var chunks = await database.QueryAsync(Summaries, SampleStore.ReadSummary, ct, run.Id);
        var read = new Queue<SampleChunk>(chunks);
        await ReadAsync(
            run.Id, chunks.FindAll(c => !series.Holds(c)),
            (firstAt, samples) =>
            {
                for (; read.Peek().FirstAt != firstAt; read.Dequeue()) series.Add(read.Peek());
                read.Dequeue();
                Array.ForEach(samples, series.Add);
            },
            ct);
        foreach (var chunk in read) series.Add(chunk);
        return series.Points;
    }

    /// <summary>Null when not all of them were found.</summary>
    private async Task<int?> PercentileOfAsync(long run, List<SampleChunk> chunks, int percent, CancellationToken ct)
    {
        var bins = chunks.ConvertAll(c => UsageBins.Read(c.Bins));
        var percentile = new Percentile(percent, [.. Enumerable.Range(0, UsageBins.Count).Select(bin => bins.Sum(b => b[bin]))]);
        var unread = new List<SampleChunk>();
        foreach (var (chunk, counts) in chunks.Zip(bins))
        {
            if (chunk.Totals.Least == chunk.Totals.Most) percentile.Add(chunk.Totals.Least, chunk.Totals.Samples);
            else if (counts[percentile.Bin] > 0) unread.Add(chunk);
        }

        await ReadAsync(run, unread, (_, samples) => Array.ForEach(samples, s => percentile.Add(s.Usage)), ct);
        return percentile.Value();
    }

    /// <summary>Reads the samples of these chunks, one chunk after the other in the order of time.</summary>
    private async Task ReadAsync(long run, List<SampleChunk> wanted, Action<long, Sample[]> use, CancellationToken ct)
    {
        foreach (var page in wanted.Chunk(Page))
        {
            var keys = JsonRows.Write(page.Select(c => new object?[] { c.FirstAt }));
            var rows = await database.QueryAsync(Wanted.For(database.Sql), r => (FirstAt: r.GetInt64(0), Data: (byte[])r.GetValue(1)), ct, run, keys);
            rows.ForEach(row => use(row.FirstAt, SampleCodec.Read(row.Data)));
        }
    }
}
