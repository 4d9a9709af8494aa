using Google.Protobuf;
using Tracker.Bench.Load;
using Tracker.Protocol.Events;
using Tracker.Testing;

namespace Tracker.Bench;

/// <summary>
/// Brings a server to a number of events, spread evenly over its services. It records them through gRPC, so it knows
/// nothing of the tables and every index is filled as in real use; a fill by SQL may replace it behind the same method.
/// </summary>
internal sealed class EventFill(TrackerProcess server)
{
    public const string Path = "/tracker.event.v1alpha1.EventService/CreateEvent";
    private const int Services = 40;

    private int _rows;

    public static string ServiceName(int number) => $"service-{number:00}";

    public async Task UpToAsync(int rows, CancellationToken ct)
    {
        var some = new Some(seed: rows);
        for (var service = 0; service < Services; service++)
        {
            var share = ((rows - _rows) / Services) + (service < (rows - _rows) % Services ? 1 : 0);
            if (share < H2Load.Connections)
            {
                continue;
            }
            var request = some.NextEvent();
            request.Attributes.Service = ServiceName(service);
            // A start would ask for the deployment's lock, which the one before it still holds.
            request.Attributes.Status = Status.Success;
            await GrpcCheck.SucceedsAsync(server.GrpcAddress, Path, request.ToByteArray(), ct);
            await H2Load.SendAsync(server.GrpcAddress, Path, request.ToByteArray(), share - 1, ct);
        }
        _rows = rows;
    }
}
