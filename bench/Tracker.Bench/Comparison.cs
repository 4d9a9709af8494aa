using Tracker.Bench.Load;

namespace Tracker.Bench;

/// <summary>
/// Measures Tracker and its denominator in turns, A B A B, so that what else happens on the machine meets both; each round
/// gives one ratio.
/// </summary>
internal sealed class Comparison(string title, string denominator, string aim)
{
    private readonly List<Round> _rounds = [];

    public async Task<ResultTable> RunAsync(
        BenchOptions options,
        int trackerProcess,
        Func<int, Task<LoadResult>> loadTracker,
        int denominatorProcess,
        Func<int, Task<LoadResult>> loadDenominator)
    {
        // The first seconds belong to the JIT compiler.
        var warmUp = Math.Max(2, options.Seconds / 2);
        await loadTracker(warmUp);
        await loadDenominator(warmUp);
        for (var i = 0; i < options.Rounds; i++)
        {
            _rounds.Add(new Round(
                await MeasureAsync(trackerProcess, () => loadTracker(options.Seconds)),
                await MeasureAsync(denominatorProcess, () => loadDenominator(options.Seconds))));
            await Console.Error.WriteLineAsync(
                $"  round {i + 1}: {_rounds[^1].Tracker.Load.Rate:0} / {_rounds[^1].Denominator.Load.Rate:0} = {_rounds[^1].Ratio:0.00}");
        }
        return Table();
    }

    private static async Task<Side> MeasureAsync(int process, Func<Task<LoadResult>> load)
    {
        var before = ProcessUsage.Of(process);
        var result = await load();
        var after = ProcessUsage.Of(process);
        return new Side(result, after.Processor - before.Processor, after.Peak);
    }

    private ResultTable Table() => new(
        title,
        ["", "requests/s", "p50 ms", "p99 ms", "CPU s", "CPU µs/request", "peak MB"],
        [Row("Tracker", [.. _rounds.Select(r => r.Tracker)]), Row(denominator, [.. _rounds.Select(r => r.Denominator)])],
        $"Ratio to {denominator}: {Statistics.Spread([.. _rounds.Select(r => r.Ratio)])}, median (min–max) of {_rounds.Count} rounds. {aim}");

    private static string[] Row(string name, Side[] sides) =>
    [
        name,
        Statistics.Spread([.. sides.Select(s => s.Load.Rate)], "0"),
        sides.Select(s => s.Load.P50.TotalMilliseconds).Median().ToString("0.00"),
        sides.Select(s => s.Load.P99.TotalMilliseconds).Median().ToString("0.00"),
        sides.Sum(s => s.Processor.TotalSeconds).ToString("0.0"),
        sides.Select(s => s.Processor.TotalMicroseconds / s.Load.Requests).Median().ToString("0"),
        (sides.Max(s => s.Peak) / 1e6).ToString("0"),
    ];

    private sealed record Side(LoadResult Load, TimeSpan Processor, long Peak);

    private sealed record Round(Side Tracker, Side Denominator)
    {
        public double Ratio => Tracker.Load.Rate / Denominator.Load.Rate;
    }
}
