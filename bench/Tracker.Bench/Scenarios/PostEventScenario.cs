using Google.Protobuf;
using Tracker.Bench.Denominators;
using Tracker.Bench.Load;
using Tracker.Protocol.Events;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed class PostEventScenario : IScenario
{
    private const int Connections = 64;

    public string Name => "post-event";

    public string Question => "How fast are events recorded over REST, durably, compared to a server that only echoes their JSON?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        await using var echo = await DenominatorProcess.StartAsync(DenominatorServer.Echo, ct);
        var some = new Some(seed: 1);
        var requests = HttpRequestSet.Post("/api/v1alpha1/event", Enumerable.Range(0, 200).Select(_ => JsonFormatter.Default.Format(Finished(some))));

        return await new Comparison($"POST /api/v1alpha1/event, durable, {Connections} connections", "echo", "Aim: 0.4.").RunAsync(
            options,
            tracker.Child.Id,
            seconds => Wrk.RunAsync(tracker.HttpAddress, requests, Connections, seconds, ct),
            echo.Id,
            seconds => Wrk.RunAsync(echo.Address, requests, Connections, seconds, ct));
    }

    // A start would ask for the deployment's lock, which the one before it still holds.
    private static CreateEventRequest Finished(Some some)
    {
        var request = some.NextEvent();
        request.Attributes.Status = Status.Success;
        return request;
    }
}
