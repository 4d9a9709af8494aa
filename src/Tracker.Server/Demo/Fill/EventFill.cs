using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Demo.Plan;
using Tracker.Server.Events;
using Tracker.Server.Locks;
using Tracker.Server.Locks.Freezes;

namespace Tracker.Server.Demo.Fill;

/// <summary>Events, the locks around them and the windows that hold them back.</summary>
internal sealed class EventFill(EventService events, LockService locks, FreezeService freezes, FillNotes notes) : IFill
{
    private const string LockOf = "lock of ";

    public async Task<bool> ApplyAsync(DemoAct act, CancellationToken ct)
    {
        switch (act)
        {
            case EventMade made:
                var outcome = await events.CreateAsync(made.Request, FillNotes.As(made.Request.Attributes.Source), ct);
                if (notes.Note(act, made.Key, outcome, e => e.Metadata.Id)
                    && outcome.OrThrow().Changelog.FirstOrDefault(c => c.ChangeType == ChangeType.Locked) is { } locked) notes.Ids[LockOf + made.Key] = locked.NewValue;
                return true;
            case EventMoved moved:
                if (notes.Find(moved.Key) is { } id) FillNotes.Must(act, await events.UpdateAsync(Move(id, moved), FillNotes.As("pipeline"), ct));
                return true;
            case FreezeMade freeze:
                FillNotes.Must(act, await freezes.CreateAsync(freeze.Request, FillNotes.As("foundation"), ct));
                return true;
            case LockTaken taken:
                notes.Note(act, taken.Key, await locks.CreateAsync(taken.Request, FillNotes.As(taken.Request.Who), ct), l => l.Id + " " + l.Who);
                return true;
            case LockFreed freed:
                if (notes.Find(freed.Key)?.Split(' ', 2) is [var held, var who]) FillNotes.Must(act, await locks.UnlockAsync(new() { Id = held }, FillNotes.As(who), ct));
                return true;
            case LockForced forced:
                if (notes.Find(LockOf + forced.EventKey) is not { } theirs) return true;
                FillNotes.Must(act, await locks.UnlockAsync(new() { Id = theirs, Force = true, Reason = forced.Reason }, FillNotes.As("tariq.hassan"), ct));
                notes.Ids[forced.Key] = theirs;
                return true;
            default:
                return false;
        }
    }

    private static UpdateEventRequest Move(string id, EventMoved moved)
    {
        var request = new UpdateEventRequest { Id = id, Attributes = new() { Status = moved.Status }, UpdateMask = new FieldMask { Paths = { "attributes.status" } } };
        if (moved.Message.Length == 0) return request;
        request.Attributes.Message = moved.Message;
        request.UpdateMask.Paths.Add("attributes.message");
        return request;
    }
}
