using FsCheck;
using FsCheck.Fluent;
using Tracker.Server.Runs.Samples;

namespace Tracker.Tests.Runs;

/// <summary>The arithmetic of samples against the plainest reckoning.</summary>
public sealed class SampleArithmeticTests
{
    [Fact]
    public void Samples_survive_as_bytes() => ForAny((seed, count) =>
    {
        var samples = SomeSamples.Of(seed, count);
        Assert.Equal(samples, SampleCodec.Read(SampleCodec.Write(samples)));
    });

    [Fact]
    public void Samples_at_the_edges_survive_as_bytes()
    {
        Sample[] samples = [new(0, 0), new(1, Sample.Whole), new(2, 0), new(253_402_300_799_999_999, Sample.Whole)];
        Assert.Equal(samples, SampleCodec.Read(SampleCodec.Write(samples)));
        Assert.Equal([samples[3]], SampleCodec.Read(SampleCodec.Write([samples[3]])));
    }

    [Fact]
    public void Totals_are_the_sums_however_the_samples_are_cut_into_chunks() => ForAny((seed, count) =>
    {
        var (samples, random) = (SomeSamples.Of(seed, count), new Random(seed));
        var threshold = random.Next(Sample.Whole);
        var totals = default(UsageTotals);
        for (var from = 0; from < count;)
        {
            var chunk = samples.Skip(from).Take(random.Next(1, 50)).ToList();
            totals = totals.Then(chunk[0].At, SampleChunk.Of(chunk, threshold).Totals, threshold);
            from += chunk.Count;
        }

        var end = samples[^1].At + random.Next(2_000_000);
        Assert.Equal(UsageTotals.Of(samples, threshold), totals);
        Assert.Equal(SomeSamples.Above(samples, threshold, end), totals.AboveUntil(end, threshold));
        Assert.Equal((count, samples.Sum(s => (long)s.Usage), samples.Min(s => s.Usage), samples.Max(s => s.Usage)), (totals.Samples, totals.Sum, totals.Least, totals.Most));
    });

    [Fact]
    public void A_percentile_is_the_one_of_all_samples() => ForAny((seed, count) =>
    {
        var samples = SomeSamples.Of(seed, count);
        foreach (var percent in new[] { 1, 50, 95, 100 })
        {
            var percentile = new Percentile(percent, UsageBins.Read(UsageBins.Write(samples)));
            foreach (var sample in samples.Where(s => UsageBins.Of(s.Usage) == percentile.Bin)) percentile.Add(sample.Usage);
            Assert.Equal(SomeSamples.Percentile(samples, percent), percentile.Value());
        }
    });

    [Fact]
    public void Merging_keeps_each_instant_once_and_what_was_stored() => ForAny((seed, count) =>
    {
        var (all, random) = (SomeSamples.Of(seed, count), new Random(seed));
        var stored = all.Where(_ => random.Next(2) == 0).ToList();
        var more = all.Where(s => !stored.Contains(s) || random.Next(3) == 0).Select(s => stored.Contains(s) ? s with { Usage = 7 } : s).ToList();
        Assert.Equal(all, SampleChunk.Merge(stored, more));
    });

    [Fact]
    public void Pieces_are_all_of_it_and_none_is_too_large()
    {
        foreach (var count in new[] { 1, SampleChunk.Most, SampleChunk.Most + 1, 10_000 })
        {
            var samples = SomeSamples.Of(1, count);
            foreach (var pieces in new[] { SampleChunk.Split(samples).ToList(), SampleChunk.Fill(samples).ToList() })
            {
                Assert.Equal(samples, pieces.SelectMany(p => p));
                Assert.All(pieces, p => Assert.InRange(p.Count, 1, SampleChunk.Most));
            }
        }
    }

    [Fact]
    public void A_series_keeps_counts_sums_and_extremes() => ForAny((seed, count) =>
    {
        var samples = SomeSamples.Of(seed, count);
        var series = new UsageSeries(SomeSamples.Start, samples[^1].At, 1 + (seed % 40));
        foreach (var chunk in samples.Chunk(3))
        {
            if (series.Holds(SampleChunk.Of(chunk, 0))) series.Add(SampleChunk.Of(chunk, 0));
            else Array.ForEach(chunk, series.Add);
        }

        var points = series.Points;
        Assert.InRange(points.Count, 1, 1 + (seed % 40));
        Assert.Equal((count, samples.Sum(s => (long)s.Usage)), (points.Sum(p => p.Samples), points.Sum(p => p.Sum)));
        Assert.Equal((samples.Min(s => s.Usage), samples.Max(s => s.Usage)), (points.Min(p => p.Least), points.Max(p => p.Most)));
        Assert.Equal((samples[0].At, samples[^1].Usage), (points[0].At, points[^1].Last));
        Assert.Equal(points.OrderBy(p => p.At), points);
    });

    private static void ForAny(Action<int, int> holds) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200),
        Prop.ForAll(Gen.Choose(0, 10_000_000).ToArbitrary(), seed => holds(seed, 1 + (seed % 400))));
}
