using Tracker.Bench.Denominators;
using Tracker.Bench.Load;

namespace Tracker.Bench.Scenarios;

internal sealed class PingScenario : IScenario
{
    private const int Connections = 64;

    // In turns, so that the five calls a second which one task may make are never too few.
    private const int Tasks = 10_000;

    public string Name => "ping";

    public string Question => "How fast are pings recorded, durably, compared to a server that reads a body and answers 200?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        await using var raw = await DenominatorProcess.StartAsync(DenominatorServer.Raw, ct);
        var pings = await new TaskFill(tracker).UpToAsync(Tasks, ct);
        var requests = HttpRequestSet.PostEach(pings.Select(p => $"/ping/{p}"));

        return await new Comparison($"POST /ping/{{uuid}}, durable, {Connections} connections, {Tasks:N0} tasks", "raw", "Aim: 0.4.").RunAsync(
            options,
            tracker.Child.Id,
            seconds => Wrk.RunAsync(tracker.HttpAddress, requests, Connections, seconds, ct),
            raw.Id,
            seconds => Wrk.RunAsync(raw.Address, requests, Connections, seconds, ct));
    }
}
