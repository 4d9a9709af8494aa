using System.Diagnostics;
using System.Text;

namespace Tracker.Bench.Scenarios;

internal sealed class TaskEvaluationScenario : IScenario
{
    private const string Key = "the key of the bench";
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    public string Name => "task-evaluation";

    public string Question => "How long does it take to evaluate every task with a month of jobs, as their number grows?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct, settings: new() { ["API_KEY"] = Key });
        var fill = new TaskFill(tracker);
        var rows = new List<string[]>();
        var perTask = new List<double>();
        foreach (var size in Sizes)
        {
            await Console.Error.WriteLineAsync($"  up to {size} tasks");
            await fill.UpToAsync(size, ct);
            using var http = tracker.CreateHttpClient();
            http.DefaultRequestHeaders.Add("X-API-KEY", Key);
            var idle = ProcessUsage.Of(tracker.Child.Id).Resident;
            long bytes = 0;
            var times = new List<double>();
            for (var i = -1; i < options.Rounds; i++)
            {
                var began = Stopwatch.GetTimestamp();
                using var body = new StringContent("""{"notify":"NEVER"}""", Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync("/api/reports", body, ct);
                bytes = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(ct)).Length;
                // The first one belongs to the JIT compiler and to the disk.
                if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            perTask.Add(times.Median() / size * 1000);
            rows.Add(
            [
                $"{size:N0}",
                Statistics.Spread(times, "0"),
                perTask[^1].ToString("0.0"),
                (perTask[^1] / perTask[0]).ToString("0.00"),
                (bytes / 1e6).ToString("0.0"),
                (idle / 1e6).ToString("0"),
                (ProcessUsage.Of(tracker.Child.Id).Peak / 1e6).ToString("0"),
            ]);
        }

        return new ResultTable(
            "POST /api/reports: every task with a month of jobs, one caller",
            ["tasks", "ms", "µs/task", "µs/task to the first row's", "MB answered", "MB before", "peak MB"],
            rows,
            $"Median (min–max) of {options.Rounds}, each the whole answer. Aim: 100,000 within 1 s.");
    }
}
