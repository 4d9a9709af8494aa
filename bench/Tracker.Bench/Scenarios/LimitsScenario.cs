using Google.Protobuf;
using Tracker.Bench.Denominators;
using Tracker.Bench.Load;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed class LimitsScenario : IScenario
{
    private const int Connections = 64;

    public string Name => "limits";

    public string Question => "What do the denominators themselves reach on this machine?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var echo = await DenominatorProcess.StartAsync(DenominatorServer.Echo, ct);
        await using var raw = await DenominatorProcess.StartAsync(DenominatorServer.Raw, ct);
        await using var bare = await DenominatorProcess.StartAsync(DenominatorServer.H2Post, ct);
        var request = new Some(seed: 1).NextEvent();
        var http = HttpRequestSet.Post("/api/v1alpha1/event", [JsonFormatter.Default.Format(request)]);
        await GrpcCheck.SucceedsAsync(bare.Address, EventFill.Path, request.ToByteArray(), ct);

        (string Name, Func<int, Task<LoadResult>> Load)[] sides =
        [
            ("echo, 64 connections", s => Wrk.RunAsync(echo.Address, http, Connections, s, ct)),
            ("raw, 64 connections", s => Wrk.RunAsync(raw.Address, http, Connections, s, ct)),
            ($"h2post, {H2Load.Connections} × {H2Load.Streams}", s => H2Load.ForAsync(bare.Address, EventFill.Path, request.ToByteArray(), s, ct)),
        ];
        var results = sides.Select(_ => new List<LoadResult>()).ToArray();
        for (var round = 0; round <= options.Rounds; round++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                var result = await sides[side].Load(round == 0 ? 2 : options.Seconds);
                if (round > 0)
                {
                    results[side].Add(result);
                }
            }
        }
        return new ResultTable(
            "The denominators by themselves",
            ["", "requests/s", "p50 ms", "p99 ms"],
            [
                .. sides.Select((side, i) => new[]
                {
                    side.Name,
                    Statistics.Spread([.. results[i].Select(r => r.Rate)], "0"),
                    results[i].Select(r => r.P50.TotalMilliseconds).Median().ToString("0.00"),
                    results[i].Select(r => r.P99.TotalMilliseconds).Median().ToString("0.00"),
                }),
            ],
            "They differ between machines and days: compare ratios, not rates.");
    }
}
