using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>
/// Events that other modules write, in their own transactions: both happen or neither. Such a write runs in
/// <see cref="Isolation.RowLocks"/>, since a deployment that starts takes its lock in it.
/// </summary>
[ModuleService]
public sealed class PlatformEvents(EventService events, IDatabase database)
{
    private const string LastIncident =
        """
        SELECT max(sort_at) FROM event
        WHERE service = $1 AND environment = $2 AND type = $3 AND sort_at >= $4
        """;

    public ValueTask<Outcome<Event>> CreateAsync(IWrite write, CreateEventRequest request, Caller caller) => events.CreateAsync(write, request, caller);

    /// <summary>Moves an event to another status, with a message if there is one to tell.</summary>
    /// <param name="lockToken">Of the deploy lock that the caller holds already: a start takes no other one.</param>
    public ValueTask<Outcome<Event>> MoveAsync(IWrite write, Guid id, EventStatus status, string? message, Caller caller, long? lockToken = null)
    {
        var request = new UpdateEventRequest { Id = id.ToString(), Attributes = new() { Status = status }, UpdateMask = new FieldMask { Paths = { "attributes.status" } } };
        if (message is not null)
        {
            request.Attributes.Message = message;
            request.UpdateMask.Paths.Add("attributes.message");
        }

        return events.UpdateAsync(write, request, caller, lockToken);
    }

    /// <summary>Tells again what is known of an event: a deployment under way keeps its lock for longer.</summary>
    public ValueTask<Outcome<Event>> KeepAsync(IWrite write, Guid id, Caller caller) =>
        events.UpdateAsync(write, new UpdateEventRequest { Id = id.ToString(), UpdateMask = new FieldMask() }, caller);

    /// <summary>When the last incident of a service began in an environment, since then; null when there was none.</summary>
    public Task<DateTimeOffset?> LastIncidentAsync(string service, EventEnvironment environment, DateTimeOffset since, CancellationToken ct) => database.FirstAsync(
        LastIncident, r => r.IsDBNull(0) ? (DateTimeOffset?)null : r.GetInstant(0), ct, service, (int)environment, (int)EventType.Incident, since);
}
