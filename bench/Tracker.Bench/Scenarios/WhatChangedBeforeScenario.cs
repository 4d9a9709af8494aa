using Tracker.Bench.Load;

namespace Tracker.Bench.Scenarios;

internal sealed class WhatChangedBeforeScenario : IScenario
{
    private const int Connections = 1;

    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    private static readonly (string Name, string Path)[] Questions =
    [
        ("what changed before, a day", $"/api/v1/activity/before?service={ActivityFill.NameOf(7)}&environment=production&host=host-7"),
        ("what changed before, two weeks", $"/api/v1/activity/before?service={ActivityFill.NameOf(7)}&environment=production&host=host-7&hours=336"),
        ("first page of the feed (50)", "/api/v1/activity"),
        ("first page of one service in forty (50)", $"/api/v1/activity?service={ActivityFill.NameOf(7)}"),
        ("page of what does not occur", "/api/v1/activity?kinds=never"),
    ];

    public string Name => "what-changed-before";

    public string Question => "Is the feed read, and asked what changed before, as fast as it grows?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        var fill = new ActivityFill(tracker);
        await fill.DependAsync(ct);
        var results = Questions.Select(_ => new List<LoadResult>()).ToArray();
        foreach (var size in Sizes)
        {
            await Console.Error.WriteLineAsync($"  up to {size} rows");
            await fill.UpToAsync(size, ct);
            for (var i = 0; i < Questions.Length; i++)
            {
                var request = HttpRequestSet.Get(Questions[i].Path);
                await Wrk.RunAsync(tracker.HttpAddress, request, Connections, 2, ct);
                results[i].Add(await Wrk.RunAsync(tracker.HttpAddress, request, Connections, options.Seconds, ct));
            }
        }

        return new ResultTable(
            "The feed of a month that grows, each service with five dependencies and theirs, over HTTP, one caller",
            ["p50 ms", .. Sizes.Select(s => $"{s:N0} rows"), "growth", "p99 ms at the end"],
            [
                .. Questions.Select((question, i) => (string[])
                [
                    question.Name,
                    .. results[i].Select(r => r.P50.TotalMilliseconds.ToString("0.00")),
                    (results[i][^1].P50 / results[i][0].P50).ToString("0.00"),
                    results[i][^1].P99.TotalMilliseconds.ToString("0.00"),
                ]),
            ],
            "With more rows there is more to look through until the bounds are reached; from there on the time stays the same.");
    }
}
