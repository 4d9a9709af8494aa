using Tracker.Server.Runs.Samples;

namespace Tracker.Tests.Runs;

/// <summary>Samples as wrappers send them, and what they come to by the plainest reckoning.</summary>
internal static class SomeSamples
{
    public const long Start = 1_700_000_000_000_000;

    /// <summary>In the order of time, at an uneven pace; of few different values or of many.</summary>
    public static List<Sample> Of(int seed, int count)
    {
        var random = new Random(seed);
        var grain = random.Next(3) switch { 0 => 1, 1 => 1_000, _ => 250_000 };
        var at = Start;
        var samples = new List<Sample>(count);
        for (var i = 0; i < count; i++)
        {
            at += random.Next(4) == 0 ? random.Next(1, 5_000_000) : 500_000;
            samples.Add(new(at, random.Next((Sample.Whole / grain) + 1) * grain));
        }

        return samples;
    }

    public static List<Sample> Shuffled(int seed, IReadOnlyList<Sample> samples)
    {
        var shuffled = samples.ToArray();
        new Random(seed).Shuffle(shuffled);
        return [.. shuffled];
    }

    /// <summary>The sum over samples above the threshold of the time until the next one, the last holding until the end.</summary>
    public static long Above(IReadOnlyList<Sample> samples, int threshold, long end)
    {
        var above = 0L;
        for (var i = 0; i < samples.Count; i++)
        {
            if (samples[i].Usage > threshold) above += (i + 1 < samples.Count ? samples[i + 1].At : end) - samples[i].At;
        }

        return above;
    }

    /// <summary>The least value that so many percent of all do not exceed.</summary>
    public static int Percentile(IReadOnlyList<Sample> samples, int percent) =>
        samples.Select(s => s.Usage).Order().ElementAt((int)Math.Ceiling(samples.Count * percent / 100m) - 1);
}
