using Google.Protobuf;
using Tracker.Bench.Denominators;
using Tracker.Bench.Load;
using Tracker.Protocol.Events;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed class GrpcCreateEventScenario : IScenario
{
    public string Name => "grpc-create-event";

    public string Question => "How fast are events recorded over gRPC, durably, compared to a bare HTTP/2 POST with trailers?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        await using var bare = await DenominatorProcess.StartAsync(DenominatorServer.H2Post, ct);
        var request = new Some(seed: 1).NextEvent();
        request.Attributes.Status = Status.Success;
        var message = request.ToByteArray();
        await GrpcCheck.SucceedsAsync(tracker.GrpcAddress, EventFill.Path, message, ct);

        var table = await new Comparison(
            $"gRPC CreateEvent, durable, {H2Load.Connections} connections × {H2Load.Streams} streams", "h2post", "Aim: 0.4.").RunAsync(
            options,
            tracker.Child.Id,
            seconds => H2Load.ForAsync(tracker.GrpcAddress, EventFill.Path, message, seconds, ct),
            bare.Id,
            seconds => H2Load.ForAsync(bare.Address, EventFill.Path, message, seconds, ct));
        await GrpcCheck.SucceedsAsync(tracker.GrpcAddress, EventFill.Path, message, ct);
        return table;
    }
}
