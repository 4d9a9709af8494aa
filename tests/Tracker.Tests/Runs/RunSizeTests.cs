using Tracker.Server.Runs.Samples;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Runs;

/// <summary>What samples cost on the disk, in the embedded store.</summary>
public sealed class RunSizeTests
{
    /// <summary>A day at half a second, as a wrapper measures it: its clock in microseconds and never quite even, its usage in tenths of a percent.</summary>
    [Fact]
    public async Task A_day_of_samples_is_small()
    {
        const int count = 172_800;
        var random = new Random(5);
        var at = SomeSamples.Start;
        var samples = new List<Sample>(count);
        for (var i = 0; i < count; i++) samples.Add(new(at += 500_000 + random.Next(-900, 900), random.Next(1_001) * 1_000));

        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = RunAppFixture.Key });
        var before = await PagesAsync(app);
        var totals = default(UsageTotals);
        foreach (var part in samples.Chunk(1_200))
        {
            totals = await app.Database.WriteAsync(Isolation.RowLocks, write => SampleStore.AddAsync(write, 1, 500_000, totals, part));
        }

        Assert.Equal(UsageTotals.Of(samples, 500_000), totals);
        var bytes = (await PagesAsync(app) - before) / (double)count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:0.00} bytes a sample");
        Assert.InRange(bytes, 1, 4.5);
    }

    /// <summary>In bytes; without the pages that are free again.</summary>
    private static async Task<long> PagesAsync(TrackerApp app) =>
        (await app.Database.FirstAsync("PRAGMA page_count", r => r.GetInt64(0), default)
            - await app.Database.FirstAsync("PRAGMA freelist_count", r => r.GetInt64(0), default))
        * await app.Database.FirstAsync("PRAGMA page_size", r => r.GetInt64(0), default);
}
