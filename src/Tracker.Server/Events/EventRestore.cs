using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Rpc.Json;
using Tracker.Rpc.Limits;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Restoring;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>Stores events as another server had them: ids, times and changelogs.</summary>
internal sealed class EventRestore(IDatabase database, EventLocks locks, TimeProvider clock)
{
    // The writer is everybody's.
    private const int AtOnce = 50;

    private static readonly MessageLimits Limits = MessageLimits.Of(CreateEventRequest.Descriptor);
    private static readonly MessageLimits ChangeLimits = MessageLimits.Of(ChangelogEntry.Descriptor);

    public async Task<List<RestoredView>> StoreAsync(IReadOnlyList<JsonElement> records, Caller caller, CancellationToken ct)
    {
        var outcomes = new List<RestoredView>(records.Count);
        foreach (var some in records.Select(r => Read(r, caller)).Chunk(AtOnce))
        {
            outcomes.AddRange(await database.WriteAsync(Isolation.RowLocks, async write => await StoreAsync(write, some, caller), ct));
        }

        return outcomes;
    }

    private async ValueTask<List<RestoredView>> StoreAsync(IWrite write, IEnumerable<Outcome<Event>> some, Caller caller)
    {
        var outcomes = new List<RestoredView>();
        foreach (var one in some)
        {
            if (!one.TryGet(out var e, out var failure)) outcomes.Add(RestoredView.Refused(failure));
            else outcomes.Add(await StoreAsync(write, e, caller) ? RestoredView.Stored : RestoredView.There);
        }

        var stored = outcomes.Count(o => o == RestoredView.Stored);
        if (stored > 0) await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "event.restore", "", $"{stored} events"));
        return outcomes;
    }

    private async ValueTask<bool> StoreAsync(IWrite write, Event e, Caller caller)
    {
        var uuid = Guid.Parse(e.Metadata.Id);
        var key = await EventStore.RestoreAsync(write, uuid, e);
        if (key == 0) return false;
        foreach (var entry in e.Changelog) await EventStore.AppendChangeAsync(write, key, entry);
        await locks.ResumeAsync(write, uuid, e, caller);
        await write.ChangedAsync(EventService.Topic, key.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private static Outcome<Event> Read(JsonElement record, Caller caller)
    {
        Event e;
        try
        {
            e = ProtoJsonReader.Parse<Event>(Encoding.UTF8.GetBytes(record.GetRawText()));
        }
        catch (RpcException wrong)
        {
            return Failure.Invalid(wrong.Message);
        }

        (e.Attributes, e.Links, e.Metadata) = (e.Attributes ?? new(), e.Links ?? new(), e.Metadata ?? new());
        var a = e.Attributes;
        if (!Guid.TryParseExact(e.Metadata.Id, "D", out _)) return Failure.Invalid("metadata.id must be a UUID.");
        if (a.RelatedId.Length > 0 && !Guid.TryParseExact(a.RelatedId, "D", out _)) return Failure.Invalid("attributes.related_id must be a UUID.");
        if (Limits.Find(new CreateEventRequest { Title = e.Title, Attributes = a, Links = e.Links, SlackId = e.Metadata.SlackId }) is { } wide) return Failure.Invalid(wide);
        if (EventRules.Check(e) is { } failure) return failure;
        if (e.Metadata.CreatedAt is null) return Failure.Invalid("metadata.created_at is required.");
        if (EventRules.CheckInstant("metadata.created_at", e.Metadata.CreatedAt) is { } never) return never;
        if (e.Changelog.Count == 0) e.Changelog.Add(new ChangelogEntry { ChangeType = ChangeType.Created, User = a.Owner.Length > 0 ? a.Owner : caller.Author });
        foreach (var entry in e.Changelog)
        {
            entry.Timestamp ??= e.Metadata.CreatedAt;
            if (ChangeLimits.Find(entry) is { } wrong) return Failure.Invalid("changelog: " + wrong);
            if ((EventRules.CheckInstant("changelog.timestamp", entry.Timestamp) ?? EventRules.CheckChoice("changelog.change_type", entry.ChangeType)) is { } unknown) return unknown;
            Truncate(entry.Timestamp);
        }

        Truncate(e.Metadata.CreatedAt);
        Truncate(a.StartDate);
        Truncate(a.EndDate);
        if (e.Metadata.Duration is { } d && (d.Seconds is < 0 or > 315_576_000_000 || d.Nanos is < 0 or > 999_999_999)) return Failure.Invalid("metadata.duration must be 0 or more, and at most ten thousand years.");
        return e;
    }

    /// <summary>The store keeps microseconds.</summary>
    private static void Truncate(Timestamp? at)
    {
        if (at is not null) at.Nanos -= at.Nanos % 1000;
    }
}
