using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed class StartScenario : IScenario
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public string Name => "start";

    public string Question => "How soon is a new server ready, and how much memory does it hold when nobody asks anything?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        var rows = new List<string[]>();
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        await AddAsync("on an empty data folder");
        for (var i = 0; i < options.Rounds; i++)
        {
            await tracker.StopAsync(ct: ct);
            await tracker.StartAgainAsync(ct);
            await AddAsync($"again, {i + 1}");
        }
        return new ResultTable("Start and idle", ["start", "ready after s", "idle MB", "peak MB"], rows, "Aims: ready within 1.5 s, at most 150 MB idle.");

        async Task AddAsync(string name)
        {
            await Task.Delay(Idle, ct);
            var usage = ProcessUsage.Of(tracker.Child.Id);
            rows.Add([name, tracker.StartTime.TotalSeconds.ToString("0.00"), (usage.Resident / 1e6).ToString("0"), (usage.Peak / 1e6).ToString("0")]);
        }
    }
}
