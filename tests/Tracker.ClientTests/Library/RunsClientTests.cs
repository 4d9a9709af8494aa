using Tracker.Client;
using Tracker.Client.Runs;

namespace Tracker.ClientTests.Library;

public sealed class RunsClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(250);

    private RunsClient Runs => server.Client.Runs;

    [Fact]
    public async Task A_run_is_begun_measured_and_ended()
    {
        var begun = await Runs.BeginAsync(new() { Name = "nightly build", Threshold = 0.5, StartTime = At, Interval = TimeSpan.FromSeconds(0.5), Host = "node-1", Service = "shop", Tags = ["ci"] });
        var above = await Runs.AddAsync(begun.Id, [Sample(0, 0.25), Sample(2, 0.75), Sample(1, 0.5)]);
        await Runs.AddAsync(begun.Id, [Sample(2, 0.1)]);
        var end = new RunEnd { EndTime = At.AddSeconds(5), ExitCode = 0, CpuTime = TimeSpan.FromSeconds(1.5), PeakMemory = 1_000_000, ReadBytes = 10, WrittenBytes = 20, Children = 3 };

        var ended = await Runs.StopAsync(begun.Id, end);

        Assert.Equal(At, begun.StartTime);
        Assert.Equal([false, true, false], above);
        Assert.Equal((At, At.AddSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3)), (ended.StartTime, ended.EndTime!.Value, ended.Duration, ended.TimeAboveThreshold));
        Assert.Equal((false, 3L, 0.25, 0.75), (ended.Active, ended.Samples, ended.MinUsage!.Value, ended.MaxUsage!.Value));
        Assert.Equal((0, TimeSpan.FromSeconds(1.5), 1_000_000L, 3L), (ended.ExitCode!.Value, ended.CpuTime!.Value, ended.PeakMemory!.Value, ended.Children!.Value));
        Assert.Equal((TimeSpan.FromSeconds(0.5), "node-1", "shop"), (ended.Interval!.Value, ended.Host, ended.Service));
        Assert.Equal(RunVerdict.Unknown, ended.Baseline!.Duration?.Verdict ?? RunVerdict.Unknown);
        Assert.Equivalent(ended, await Runs.StopAsync(begun.Id, end));
        Assert.Equal(3, (await Runs.GetSeriesAsync(begun.Id, points: 10)).Sum(p => p.Samples));
        Assert.Equal([0.25, 0.5, 0.75], (await Runs.SamplesAsync(begun.Id).AllAsync()).Select(s => s.CpuUsage));
        Assert.Equal(Sample(2, 0.75), Assert.Single(await Runs.SamplesAsync(begun.Id, after: At.AddSeconds(1)).AllAsync()));
    }

    [Fact]
    public async Task Runs_are_listed_to_their_owner_and_deleted()
    {
        var begun = await Runs.BeginAsync(new() { Name = "listed run" });

        Assert.Equal(begun.Id, Assert.Single(await Runs.List(new() { Name = "listed", Active = true }).AllAsync()).Id);
        Assert.Empty(await server.Admin.Runs.List(new() { Name = "listed" }).AllAsync());
        Assert.Single(await server.Admin.Runs.List(new() { Name = "listed", Everybody = true }).AllAsync());
        Assert.True((await Runs.GetAsync(begun.Id)).Active);

        await Runs.DeleteAsync(begun.Id);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Runs.GetAsync(begun.Id))).IsNotFound);
    }

    [Fact]
    public async Task Samples_are_read_beyond_what_one_answer_holds()
    {
        var begun = await Runs.BeginAsync(new() { Name = "many samples", StartTime = At });
        for (var part = 0; part < 3; part++) await Runs.AddAsync(begun.Id, [.. Enumerable.Range(part * 5_000, 5_000).Select(i => Sample(i * 0.01, 0.5))]);

        var samples = await Runs.SamplesAsync(begun.Id).AllAsync();

        Assert.Equal(15_000, samples.Select(s => s.Timestamp).Distinct().Count());
        Assert.Equal(samples.Count, samples.Select(s => s.Timestamp).Distinct().Count());
    }

    private static RunSample Sample(double seconds, double usage) => new() { Timestamp = At.AddMicroseconds(seconds * 1_000_000), CpuUsage = usage };
}
