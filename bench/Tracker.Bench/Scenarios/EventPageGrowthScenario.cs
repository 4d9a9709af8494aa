using Tracker.Bench.Load;

namespace Tracker.Bench.Scenarios;

internal sealed class EventPageGrowthScenario : IScenario
{
    private const int FirstSize = 10_000;
    private const int Connections = 4;

    public string Name => "event-page";

    public string Question => "Does the first page of one service's events stay as fast as the store grows?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        var fill = new EventFill(tracker);
        var page = HttpRequestSet.Get($"/api/v1alpha1/events/search?service={EventFill.ServiceName(7)}&per_page=50");

        var rows = new List<string[]>();
        var medians = new List<double>();
        for (long size = FirstSize; size <= Math.Max(options.Rows, FirstSize); size *= 10)
        {
            await Console.Error.WriteLineAsync($"  up to {size} events");
            await fill.UpToAsync((int)size, ct);
            await Wrk.RunAsync(tracker.HttpAddress, page, Connections, 2, ct);
            var rounds = new List<LoadResult>();
            for (var i = 0; i < options.Rounds; i++)
            {
                rounds.Add(await Wrk.RunAsync(tracker.HttpAddress, page, Connections, options.Seconds, ct));
            }
            var p50 = rounds.Select(r => r.P50.TotalMilliseconds).ToArray();
            medians.Add(p50.Median());
            rows.Add(
            [
                $"{size:N0}",
                Statistics.Spread(p50),
                rounds.Select(r => r.P99.TotalMilliseconds).Median().ToString("0.00"),
                (medians[^1] / medians[0]).ToString("0.00"),
                (ProcessUsage.Of(tracker.Child.Id).Peak / 1e6).ToString("0"),
            ]);
        }
        return new ResultTable(
            $"First page (50) of the events of one service in forty, over HTTP, {Connections} connections",
            ["events in the store", "p50 ms", "p99 ms", "p50 to the first row's", "peak MB"],
            rows,
            $"Growth of p50 from {rows[0][0]} to {rows[^1][0]}: {medians[^1] / medians[0]:0.00}. Aim: within 1.5.");
    }
}
