namespace Tracker.Server.Runs.Samples;

/// <summary>Samples that lie close to each other.</summary>
/// <param name="At">When the first of them is.</param>
public readonly record struct UsagePoint(long At, long Samples, long Sum, int Least, int Most, int Last)
{
    public double Mean => (double)Sum / Samples;
}

/// <summary>Samples over a span of time in so many buckets of one width; those without a sample are left out.</summary>
internal sealed class UsageSeries
{
    private readonly long _from;
    private readonly long _width;
    private readonly UsagePoint[] _buckets;

    public UsageSeries(long from, long to, int buckets)
    {
        _from = from;
        _buckets = new UsagePoint[buckets];
        _width = Math.Max(1, ((to - from) / buckets) + 1);
    }

    public IReadOnlyList<UsagePoint> Points => [.. _buckets.Where(b => b.Samples > 0)];

    /// <summary>Whether all of a chunk lies in one bucket, so that its samples need not be read.</summary>
    public bool Holds(SampleChunk chunk) => BucketOf(chunk.FirstAt) == BucketOf(chunk.Totals.LastAt);

    /// <summary>Adds all samples of a chunk that lies in one bucket; chunks and samples come in the order of time.</summary>
    public void Add(SampleChunk chunk)
    {
        var totals = chunk.Totals;
        Add(new UsagePoint(chunk.FirstAt, totals.Samples, totals.Sum, totals.Least, totals.Most, totals.LastUsage));
    }

    public void Add(Sample sample) => Add(new UsagePoint(sample.At, 1, sample.Usage, sample.Usage, sample.Usage, sample.Usage));

    private void Add(UsagePoint more)
    {
        ref var bucket = ref _buckets[BucketOf(more.At)];
        bucket = bucket.Samples == 0 ? more : new(
            bucket.At, bucket.Samples + more.Samples, bucket.Sum + more.Sum, Math.Min(bucket.Least, more.Least), Math.Max(bucket.Most, more.Most), more.Last);
    }

    private int BucketOf(long at) => (int)Math.Clamp((at - _from) / _width, 0, _buckets.Length - 1);
}
