using System.Data.Common;
using Tracker.Storage;

namespace Tracker.Server.Runs.Samples;

/// <summary>Writes a run's samples into chunks. The caller has the run's row to itself.</summary>
internal static class SampleStore
{
    public const string SummaryColumns = "first_at, samples, usage_sum, usage_least, usage_most, above, last_at, last_usage, bins";

    private const string Insert =
        """
        INSERT INTO run_chunk(run_id, first_at, samples, usage_sum, usage_least, usage_most, above, last_at, last_usage, bins, data)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string Delete = "DELETE FROM run_chunk WHERE run_id = $1 AND first_at = $2";

    // What a sample of this instant belongs to: the last one that begins by then, else the first of all.
    private const string Nearest =
        """
        SELECT first_at, data FROM run_chunk WHERE run_id = $1 AND first_at = coalesce(
            (SELECT max(first_at) FROM run_chunk WHERE run_id = $1 AND first_at <= $2), (SELECT min(first_at) FROM run_chunk WHERE run_id = $1))
        """;

    private const string After = "SELECT first_at FROM run_chunk WHERE run_id = $1 AND first_at > $2 ORDER BY first_at LIMIT 1";
    private const string Last = "SELECT first_at, samples, data FROM run_chunk WHERE run_id = $1 ORDER BY first_at DESC LIMIT 1";
    private const string Summaries = $"SELECT {SummaryColumns} FROM run_chunk WHERE run_id = $1 ORDER BY first_at";

    /// <summary>Adds samples and returns what all of the run come to.</summary>
    /// <param name="totals">What those that are stored come to.</param>
    /// <param name="samples">In the order of time, each instant once, at least one.</param>
    public static async ValueTask<UsageTotals> AddAsync(IWrite write, long run, int threshold, UsageTotals totals, IReadOnlyList<Sample> samples)
    {
        if (totals.Samples > 0 && samples[0].At <= totals.LastAt) return await MergeAsync(write, run, threshold, totals, samples);
        await AppendAsync(write, run, threshold, totals.Samples > 0, samples);
        return totals.Then(samples[0].At, UsageTotals.Of(samples, threshold), threshold);
    }

    public static SampleChunk ReadSummary(DbDataReader r) => new(
        r.GetInt64(0), new(r.GetInt64(1), r.GetInt64(2), r.GetInt32(3), r.GetInt32(4), r.GetInt64(5), r.GetInt64(6), r.GetInt32(7)), (byte[])r.GetValue(8));

    private static async ValueTask AppendAsync(IWrite write, long run, int threshold, bool hasAny, IReadOnlyList<Sample> samples)
    {
        // The tail, and once that is full the one before it, no further: what is rewritten stays little.
        for (var round = 0; hasAny && round < 2 && (round == 0 || samples.Count >= SampleChunk.Tail); round++)
        {
            var (firstAt, count, data) = await write.FirstAsync(Last, r => (r.GetInt64(0), r.GetInt64(1), (byte[])r.GetValue(2)), run);
            if (data is null || !SampleChunk.Joins(count, samples.Count)) break;
            await write.SendAsync(Delete, run, firstAt);
            samples = [.. SampleCodec.Read(data), .. samples];
        }

        await InsertAsync(write, run, threshold, SampleChunk.Fill(samples));
    }

    private static async ValueTask<UsageTotals> MergeAsync(IWrite write, long run, int threshold, UsageTotals totals, IReadOnlyList<Sample> samples)
    {
        var changed = false;
        for (var next = 0; next < samples.Count;)
        {
            var (firstAt, data) = await write.FirstAsync(Nearest, r => (r.GetInt64(0), (byte[])r.GetValue(1)), run, samples[next].At);
            var after = await write.FirstAsync(After, r => (long?)r.GetInt64(0), run, firstAt) ?? long.MaxValue;
            var here = samples.Skip(next).TakeWhile(s => s.At < after).ToList();
            next += here.Count;
            var stored = SampleCodec.Read(data);
            var merged = SampleChunk.Merge(stored, here);
            if (merged.Count == stored.Length) continue;
            changed = true;
            await write.SendAsync(Delete, run, firstAt);
            await InsertAsync(write, run, threshold, SampleChunk.Split(merged));
        }

        return changed ? await SumAsync(write, run, threshold) : totals;
    }

    private static async ValueTask InsertAsync(IWrite write, long run, int threshold, IEnumerable<IReadOnlyList<Sample>> pieces)
    {
        foreach (var piece in pieces)
        {
            var (firstAt, t, bins) = SampleChunk.Of(piece, threshold);
            await write.SendAsync(
                Insert, run, firstAt, t.Samples, t.Sum, t.Least, t.Most, t.Above, t.LastAt, t.LastUsage, bins, SampleCodec.Write(piece));
        }
    }

    private static async ValueTask<UsageTotals> SumAsync(IWrite write, long run, int threshold) => (await write.QueryAsync(Summaries, ReadSummary, run))
        .Aggregate(default(UsageTotals), (totals, chunk) => totals.Then(chunk.FirstAt, chunk.Totals, threshold));
}
