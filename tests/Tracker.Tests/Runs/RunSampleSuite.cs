using System.Globalization;
using System.Text.Json.Nodes;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Runs;

public sealed class SqliteRunSampleTests(RunAppFixture fixture) : RunSampleSuite(fixture), IClassFixture<RunAppFixture>;

public sealed class PostgresRunSampleTests(RunPostgresFixture fixture) : RunSampleSuite(fixture), IClassFixture<RunPostgresFixture>;

/// <summary>Samples of runs in the store: in any order, any number, and exact.</summary>
public abstract class RunSampleSuite(RunAppFixture fixture)
{
    private const double Threshold = 0.4;

    private static readonly DateTimeOffset Start = Instant.FromMicroseconds(SomeSamples.Start);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 40)]
    [InlineData(3, 5_000)]
    public async Task Samples_in_any_order_and_repeated_are_each_stored_once(int seed, int batch)
    {
        var samples = SomeSamples.Of(seed, batch == 1 ? 60 : 6_000);
        var run = await fixture.BeginAsync(threshold: Threshold, start: Start);
        foreach (var part in SomeSamples.Shuffled(seed, samples).Chunk(batch)) await AddAsync(run, part);
        await AddAsync(run, samples.Take(5_000));
        await HasAsync(run, samples);
    }

    [Fact]
    public async Task Samples_that_come_one_by_one_are_gathered_in_few_chunks()
    {
        var samples = SomeSamples.Of(7, 900);
        var run = await fixture.BeginAsync(threshold: Threshold, start: Start);
        foreach (var part in samples.Chunk(9)) await AddAsync(run, part);
        await HasAsync(run, samples);
        var id = long.Parse(run.Split('/')[^1], CultureInfo.InvariantCulture);
        var chunks = await fixture.App.Database.QueryAsync("SELECT samples FROM run_chunk WHERE run_id = $1 ORDER BY first_at", r => r.GetInt64(0), default, id);
        Assert.Equal(900, chunks.Sum());
        Assert.InRange(chunks.Count, 1, 3);
    }

    [Fact]
    public async Task A_run_is_drawn_with_so_many_points_that_leave_nothing_out()
    {
        var samples = SomeSamples.Of(11, 7_000);
        var run = await fixture.BeginAsync(threshold: Threshold, start: Start);
        await AddAsync(run, samples);
        foreach (var most in new[] { 1, 3, 100, 1_000 })
        {
            var points = (await fixture.GetAsync($"{run}/usage?points={most}")).Json.AsArray();
            Assert.InRange(points.Count, 1, most);
            Assert.Equal(7_000, points.Sum(p => (long)p!["samples"]!));
            Assert.Equal(samples.Max(s => s.Usage) / 1e6, points.Max(p => (double)p!["max"]!));
            Assert.Equal(samples.Average(s => s.Usage) / 1e6, points.Sum(p => (double)p!["mean"]! * (long)p["samples"]!) / 7_000, 9);
        }
    }

    [Fact]
    public async Task Samples_are_read_page_by_page()
    {
        var samples = SomeSamples.Of(13, 3_000);
        var run = await fixture.BeginAsync(threshold: Threshold, start: Start);
        await AddAsync(run, samples);
        var (read, after) = (new List<Sample>(), "");
        while (true)
        {
            var page = Samples((await fixture.GetAsync($"{run}/usage?limit=700{after}")).Json);
            if (page.Count == 0) break;
            read.AddRange(page);
            after = "&after=" + Text(page[^1].At);
        }

        Assert.Equal(samples, read);
        Assert.Equal(400, (await fixture.GetAsync(run + "/usage?limit=10001")).Status);
    }

    [Fact]
    public async Task Samples_sent_at_the_same_time_are_all_stored()
    {
        var samples = SomeSamples.Of(17, 400);
        var run = await fixture.BeginAsync(threshold: Threshold, start: Start);
        await Task.WhenAll(SomeSamples.Shuffled(17, samples).Chunk(50).Select(part => AddAsync(run, part)));
        await HasAsync(run, samples);
    }

    [Fact]
    public async Task What_a_deleted_run_leaves_behind_is_deleted()
    {
        var run = await fixture.BeginAsync(threshold: Threshold, start: Start);
        await AddAsync(run, SomeSamples.Of(19, 3_000));
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, run)).Status);
        var id = long.Parse(run.Split('/')[^1], CultureInfo.InvariantCulture);
        await Poll.UntilAsync(async () => !await fixture.App.Database.FirstAsync("SELECT 1 FROM run_chunk WHERE run_id = $1", _ => true, default, id), TimeSpan.FromSeconds(60));
    }

    internal static string Text(long at) => Instant.FromMicroseconds(at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private async Task AddAsync(string run, IEnumerable<Sample> samples)
    {
        var added = await fixture.PostAsync(run + "/usage", samples.Select(s => new { cpu_usage = s.Usage / 1e6, timestamp = Text(s.At) }));
        Assert.Equal(201, added.Status);
        Assert.Equal(samples.Select(s => s.Usage > Threshold * 1e6), added.Json.AsArray().Select(a => (bool)a!["above_threshold"]!));
    }

    private async Task HasAsync(string run, List<Sample> samples)
    {
        Assert.Equal(samples, Samples((await fixture.GetAsync(run + "/usage?limit=10000")).Json));
        var end = samples[^1].At + 3_000_000;
        var stopped = await fixture.PostAsync(run + "/stop", new { end_time = Text(end) });
        Assert.Equal(samples.Count, (long)stopped.At("samples")!);
        Assert.Equal(SomeSamples.Above(samples, (int)(Threshold * 1e6), end) / 1e6, (double)stopped.At("time_above_threshold")!, 6);
        Assert.Equal(SomeSamples.Percentile(samples, 95) / 1e6, (double)stopped.At("p95_usage")!, 9);
        Assert.Equal(samples.Average(s => (double)s.Usage) / 1e6, (double)stopped.At("mean_usage")!, 9);
        Assert.Equal((samples.Min(s => s.Usage) / 1e6, samples.Max(s => s.Usage) / 1e6), ((double)stopped.At("min_usage")!, (double)stopped.At("max_usage")!));
    }

    private static List<Sample> Samples(JsonNode json) => [.. json.AsArray().Select(s => new Sample(
        Instant.ToMicroseconds(DateTimeOffset.Parse((string)s!["timestamp"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)), (int)Math.Round((double)s["cpu_usage"]! * 1e6)))];
}
