using System.Diagnostics;
using System.Net.Http.Json;

namespace Tracker.Bench.Scenarios;

internal sealed class TimelineSizeScenario : IScenario
{
    private const int Messages = 4_000;
    private const int EventsEach = 1_000;
    private static readonly int[] Sizes = [500, 5_000, 50_000];
    private static readonly int[] Timelines = [10, 100, 1_000];

    public string Name => "timeline-size";

    public string Question => "How long does a large timeline take as JSON and as a page, and the statistics of many?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        using var http = tracker.CreateHttpClient();
        var rows = new List<string[]>();
        foreach (var size in Sizes)
        {
            await Console.Error.WriteLineAsync($"  one timeline of {size} events");
            var context = $"size-{size}";
            await FillAsync(http, context, DateTimeOffset.UtcNow.AddHours(-20), Enumerable.Range(0, size).Select(i => ($"stage-{i % 50}.step-{i}", i * 0.5)), ct);
            rows.Add(await MeasureAsync(http, options, "a timeline as JSON", $"/api/contexts/{context}/latest", size, ct));
            rows.Add(await MeasureAsync(http, options, "its page", $"/timelines/{context}/latest", size, ct));
        }

        foreach (var timelines in Timelines)
        {
            await Console.Error.WriteLineAsync($"  {timelines} timelines of {EventsEach} events");
            var (context, began) = ($"many-{timelines}", DateTimeOffset.UtcNow.AddDays(-300));
            for (var t = 0; t < timelines; t++)
            {
                using var begun = await http.PostAsJsonAsync($"/api/contexts/{context}", new { name = $"run {t}", time = began.AddHours(t * 6) }, ct);
                begun.EnsureSuccessStatusCode();
                await FillAsync(http, context, began.AddHours(t * 6), Enumerable.Range(0, EventsEach).Select(i => ($"stage-{i % 10}.step-{i}", i + 0.5)), ct);
            }

            rows.Add(await MeasureAsync(http, options, $"statistics over {timelines:N0} timelines", $"/api/contexts/{context}/stats?timelines={timelines}", timelines * EventsEach, ct));
        }

        return new ResultTable(
            "Large timelines, one caller",
            ["", "events", "ms", "µs/event", "MB answered"],
            [.. rows.OrderBy(r => r[0], StringComparer.Ordinal)],
            $"Median (min–max) of {options.Rounds}, each the whole answer. Aim: 50,000 events as JSON within 150 ms.");
    }

    /// <summary>Events that begin so many seconds after an instant and take a quarter of a second.</summary>
    private static async Task FillAsync(HttpClient http, string context, DateTimeOffset at, IEnumerable<(string Name, double Begins)> events, CancellationToken ct)
    {
        var messages = events.SelectMany(e => new[] { new { name = e.Name, type = 0, time = at.AddSeconds(e.Begins) }, new { name = e.Name, type = 1, time = at.AddSeconds(e.Begins + 0.25) } });
        foreach (var part in messages.Chunk(Messages))
        {
            using var taken = await http.PostAsJsonAsync($"/api/contexts/{context}/events", part, ct);
            taken.EnsureSuccessStatusCode();
        }
    }

    private static async Task<string[]> MeasureAsync(HttpClient http, BenchOptions options, string what, string path, int events, CancellationToken ct)
    {
        var (times, bytes) = (new List<double>(), 0);
        // The first ones belong to the JIT compiler.
        for (var i = -3; i < options.Rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            bytes = (await http.GetByteArrayAsync(path, ct)).Length;
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return [what, $"{events:N0}", Statistics.Spread(times, "0.0"), (times.Median() * 1000 / events).ToString("0.0"), (bytes / 1e6).ToString("0.00")];
    }
}
