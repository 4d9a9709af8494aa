using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>What can be done with events, whichever way the wish came in: gRPC, REST or a page.</summary>
public sealed class EventService(IDatabase database, EventReader reader, EventLocks locks, EventMetrics metrics, Alerts alerts, Quotas quotas, TimeProvider clock)
{
    /// <summary>The topic of events in the change feed.</summary>
    public const string Topic = "events";

    public async Task<Outcome<Event>> CreateAsync(CreateEventRequest request, Caller caller, CancellationToken ct)
    {
        if (!Draft(request).TryGet(out var draft, out var failure)) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        return await database.TryWriteOnceAsync(
            caller, request, Event.Parser, async write => await InsertAsync(write, draft.Uuid, draft.Event.Clone(), request.FreezeOverride, caller), ct, Isolation.RowLocks);
    }

    /// <summary>The same within a write that another module has begun.</summary>
    internal async ValueTask<Outcome<Event>> CreateAsync(IWrite write, CreateEventRequest request, Caller caller) =>
        Draft(request).TryGet(out var draft, out var failure)
            ? await InsertAsync(write, draft.Uuid, draft.Event, request.FreezeOverride, caller)
            : failure;

    private Outcome<(Guid Uuid, Event Event)> Draft(CreateEventRequest request)
    {
        var uuid = Guid.CreateVersion7(clock.GetUtcNow());
        var e = new Event
        {
            Title = request.Title,
            Attributes = request.Attributes?.Clone() ?? new(),
            Links = request.Links?.Clone() ?? new(),
            Metadata = new() { Id = uuid.ToString(), SlackId = request.SlackId, CreatedAt = Now() },
        };
        // The answer shows the optional fields whether or not they were sent, like any stored event.
        (e.Attributes.Impact, e.Attributes.Notification) = (e.Attributes.Impact, e.Attributes.Notification);
        TruncateTimes(e);
        return EventRules.Check(e) is { } failure ? failure : (uuid, e);
    }

    private async ValueTask<Outcome<Event>> InsertAsync(IWrite write, Guid uuid, Event e, string freezeOverride, Caller caller)
    {
        StoredEvent? first = null;
        if (e.Attributes.RelatedId.Length > 0)
        {
            var related = await FindRelatedAsync(write, e.Attributes.RelatedId);
            if (!related.TryGet(out first, out var failure)) return failure;
            e.Attributes.RelatedId = first.Uuid.ToString();
            e.Metadata.Duration = Between(first.Event.Metadata.CreatedAt, e.Metadata.CreatedAt);
        }

        if (!(await locks.FollowAsync(write, uuid, null, e, freezeOverride, caller)).TryGet(out var told, out var held)) return held;
        var key = await EventStore.InsertAsync(write, uuid, e);
        var created = new ChangelogEntry { ChangeType = ChangeType.Created, User = AuthorOf(e, caller), Timestamp = e.Metadata.CreatedAt };
        foreach (var entry in told.Prepend(created))
        {
            await EventStore.AppendChangeAsync(write, key, entry);
            e.Changelog.Add(entry);
        }

        if (first is not null) await locks.EndAsync(write, first, e, caller);
        var activity = ActivityOf(e, e.Metadata.CreatedAt);
        await ActivityLog.AppendAsync(write, activity);
        await alerts.RaiseAsync(write, AlertOf(activity, e), caller);
        await write.ChangedAsync(Topic, key.ToString());
        write.OnCommitted(() =>
        {
            quotas.Stored(caller.Principal, 1);
            metrics.Count(e, isResult: EventRules.IsResult(e.Attributes.Status));
        });
        return e;
    }

    public async Task<Outcome<Event>> UpdateAsync(UpdateEventRequest request, Caller caller, CancellationToken ct)
    {
        if (request.SlackId.Length == 0 && request.Id.Length == 0) return Failure.Invalid("id or slack_id is required.");
        if (!EventFields.Meant(request).TryGet(out var meant, out var failure)) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        return await database.TryWriteOnceAsync(caller, request, Event.Parser, async write =>
        {
            var found = request.SlackId.Length > 0 ? await EventStore.FindAsync(write, new(null, request.SlackId)) : null;
            found ??= request.Id.Length > 0 ? await EventStore.FindAsync(write, EventId.Parse(request.Id)) : null;
            return found is null ? NoEvent(request.Id.Length > 0 ? request.Id : request.SlackId) : await ChangeAsync(write, found, request, meant, caller);
        }, ct, Isolation.RowLocks);
    }

    /// <summary>The same within a write that another module has begun.</summary>
    internal async ValueTask<Outcome<Event>> UpdateAsync(IWrite write, UpdateEventRequest request, Caller caller, long? lockToken = null)
    {
        if (!EventFields.Meant(request).TryGet(out var meant, out var failure)) return failure;
        return await EventStore.FindAsync(write, EventId.Parse(request.Id)) is { } found ? await ChangeAsync(write, found, request, meant, caller, lockToken) : NoEvent(request.Id);
    }

    private async ValueTask<Outcome<Event>> ChangeAsync(
        IWrite write, StoredEvent found, UpdateEventRequest request, (bool Title, List<EventField> Fields) meant, Caller caller, long? lockToken = null)
    {
        var (before, after) = (found.Event, found.Event.Clone());
        if (meant.Title) after.Title = request.Title;
        foreach (var field in meant.Fields) field.Copy(request, after);
        TruncateTimes(after);
        if (EventRules.Check(after) is { } failure) return failure;
        if (after.Attributes.RelatedId.Length > 0 && after.Attributes.RelatedId != before.Attributes.RelatedId)
        {
            var related = await FindRelatedAsync(write, after.Attributes.RelatedId);
            if (!related.TryGet(out var first, out failure)) return failure;
            after.Attributes.RelatedId = first.Uuid.ToString();
        }

        // Also when nothing changes: a job that tells again that it runs keeps its lock.
        if (!(await locks.FollowAsync(write, found.Uuid, before, after, request.FreezeOverride, caller, lockToken)).TryGet(out var told, out failure)) return failure;

        var changed = meant.Fields.Where(f => !f.IsSame(before, after)).ToList();
        var titled = before.Title != after.Title;
        if (changed.Count == 0 && !titled) return await WithChangesAsync(write, found.Key, after);

        var (now, status) = (Now(), after.Attributes.Status);
        var moved = status != before.Attributes.Status;
        var reached = moved && EventRules.IsResult(status) && !EventRules.IsResult(before.Attributes.Status);
        if (reached) after.Metadata.Duration = Between(after.Metadata.CreatedAt, now);

        await EventStore.UpdateAsync(write, found.Key, after);
        var author = AuthorOf(after, caller);
        if (titled) await ChangeEntryAsync("title", ChangeType.Updated, before.Title, after.Title);
        foreach (var field in changed)
        {
            // Taking ownership, and nothing else, is how an approver signs.
            var alone = field.Name == "owner" && changed.Count == 1 && !titled;
            await ChangeEntryAsync(field.Name, alone ? ChangeType.Approved : field.ChangeType, field.Text(before), field.Text(after));
        }

        foreach (var entry in told) await EventStore.AppendChangeAsync(write, found.Key, entry);
        if (EventLocks.Ends(before, after) && after.Attributes.RelatedId.Length > 0
            && await EventStore.FindAsync(write, EventId.Parse(after.Attributes.RelatedId)) is { } start)
        {
            await locks.EndAsync(write, start, after, caller);
        }

        await write.ChangedAsync(Topic, found.Key.ToString());
        if (moved)
        {
            var activity = ActivityOf(after, now);
            await ActivityLog.AppendAsync(write, activity);
            await alerts.RaiseAsync(write, AlertOf(activity, after), caller);
        }

        write.OnCommitted(() =>
        {
            quotas.Stored(caller.Principal, changed.Count);
            if (moved) metrics.Count(after, reached);
        });
        return await WithChangesAsync(write, found.Key, after);

        ValueTask ChangeEntryAsync(string field, ChangeType type, string from, string to) => EventStore.AppendChangeAsync(
            write, found.Key, new() { Timestamp = now, User = author, ChangeType = type, Field = field, OldValue = from, NewValue = to });
    }

    public async Task<Outcome<Event>> GetAsync(string id, CancellationToken ct)
    {
        if (id.Length == 0) return Failure.Invalid("id is required.");
        return await reader.FindAsync(EventId.Parse(id), ct) is { } found ? found.Event : NoEvent(id);
    }

    public async Task<Outcome<Event>> DeleteAsync(string id, Caller caller, CancellationToken ct)
    {
        if (id.Length == 0) return Failure.Invalid("id or slack_id is required.");
        return await database.TryWriteOnceAsync(caller, new DeleteEventRequest { Id = id }, Event.Parser, async write =>
        {
            if (await EventStore.FindAsync(write, EventId.Parse(id)) is not { } found) return NoEvent(id);
            var (e, now) = (found.Event, Now());
            await locks.ReleaseAsync(write, found.Uuid, caller);
            await EventStore.DeleteAsync(write, found.Key);
            await AuditLog.AppendAsync(write, new(now.ToDateTimeOffset(), caller.Principal.Name, caller.Address, "event.delete", e.Metadata.Id, e.Title));
            await ActivityLog.AppendAsync(
                write, ActivityOf(e, now) with { Kind = EventNames.Of(e.Attributes.Type) + ".deleted", Severity = Severity.Info, Link = "/events" });
            await write.ChangedAsync(Topic, found.Key.ToString());
            return e;
        }, ct, Isolation.RowLocks);
    }

    public async Task<Outcome<Event>> AddChangeAsync(string id, ChangelogEntry? entry, Caller caller, CancellationToken ct)
    {
        if (id.Length == 0) return Failure.Invalid("id is required.");
        if (entry is null) return Failure.Invalid("entry is required.");
        if (EventRules.CheckChoice("entry.change_type", entry.ChangeType) is { } failure) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        var added = entry.Clone();
        added.Timestamp = Now();
        if (added.User.Length == 0) added.User = caller.Author;
        if (added.ChangeType == ChangeType.Unspecified) added.ChangeType = added.Field.Length > 0 ? ChangeType.Updated : ChangeType.Commented;
        var request = new AddChangelogEntryRequest { Id = id, Entry = entry };
        return await database.TryWriteOnceAsync(caller, request, Event.Parser, async write =>
        {
            if (await EventStore.FindAsync(write, EventId.Parse(id)) is not { } found) return NoEvent(id);
            await EventStore.AppendChangeAsync(write, found.Key, added);
            await write.ChangedAsync(Topic, found.Key.ToString());
            write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
            return await WithChangesAsync(write, found.Key, found.Event);
        }, ct);
    }

    public async Task<Outcome<Event>> SetSlackIdAsync(string id, string slackId, Caller caller, CancellationToken ct)
    {
        if (id.Length == 0) return Failure.Invalid("id is required.");
        if (slackId.Length == 0) return Failure.Invalid("slack_id is required.");
        var request = new AddSlackIdRequest { Id = id, SlackId = slackId };
        return await database.TryWriteOnceAsync(caller, request, Event.Parser, async write =>
        {
            if (await EventStore.FindAsync(write, EventId.Parse(id)) is not { } found) return NoEvent(id);
            var before = found.Event.Metadata.SlackId;
            if (before != slackId)
            {
                found.Event.Metadata.SlackId = slackId;
                await EventStore.UpdateAsync(write, found.Key, found.Event);
                await EventStore.AppendChangeAsync(write, found.Key, new()
                {
                    Timestamp = Now(),
                    User = caller.Author,
                    ChangeType = ChangeType.Linked,
                    Field = "slack_id",
                    OldValue = before,
                    NewValue = slackId,
                });
                await write.ChangedAsync(Topic, found.Key.ToString());
            }

            return await WithChangesAsync(write, found.Key, found.Event);
        }, ct);
    }

    public async Task<Outcome<EventPage>> SearchAsync(EventQuery query, CancellationToken ct)
    {
        if (query.Page < 1) return Failure.Invalid("page must be 1 or more.");
        if ((long)query.Page * query.PerPage > EventQuery.MaxDepth)
        {
            return Failure.Invalid($"page: pages reach to the {EventQuery.MaxDepth}th event; narrow the search by start_date and end_date to see more.");
        }

        return await reader.SearchAsync(query, ct);
    }

    private async ValueTask<Outcome<StoredEvent>> FindRelatedAsync(IWrite write, string relatedId) =>
        await EventStore.FindAsync(write, EventId.Parse(relatedId)) is { } related
            ? related
            : Failure.NotFound($"attributes.related_id: there is no event {relatedId}.");

    /// <summary>The answer to a change shows the changelog as this very transaction leaves it.</summary>
    private static async ValueTask<Event> WithChangesAsync(IWrite write, long key, Event e)
    {
        e.Changelog.Clear();
        e.Changelog.Add(await EventReader.NewestChangesAsync(write, key));
        return e;
    }

    private static ActivityEntry ActivityOf(Event e, Timestamp at)
    {
        var a = e.Attributes;
        var kind = EventNames.Of(a.Type) + (a.Status == EventStatus.Unspecified ? "" : "." + EventNames.Of(a.Status));
        return new(at.ToDateTimeOffset(), Topic, kind, e.Metadata.Id, EventRules.SeverityOf(a.Type, a.Status), e.Title, "/events/" + e.Metadata.Id)
        {
            Service = a.Service,
            Environment = a.Environment == EventEnvironment.Unspecified ? null : EventNames.Of(a.Environment),
            Host = a.Host.Length == 0 ? null : a.Host,
            Tags = a.Tags.Count == 0 ? null : EventStore.Json(a.Tags),
        };
    }

    private static Alert AlertOf(ActivityEntry activity, Event e) => Alert.Of(activity) with { Text = e.Attributes.Message };

    private static Failure NoEvent(string id) => Failure.NotFound($"There is no event {id}.");

    private static string AuthorOf(Event e, Caller caller) => e.Attributes.Owner.Length > 0 ? e.Attributes.Owner : caller.Author;

    /// <summary>Never less than nothing, though another replica's clock may be ahead.</summary>
    private static Duration Between(Timestamp start, Timestamp end) => end.CompareTo(start) > 0 ? end - start : new Duration();

    private Timestamp Now() => Instant.Truncate(clock.GetUtcNow()).ToTimestamp();

    /// <summary>What is answered is what will be read back: the store keeps microseconds.</summary>
    private static void TruncateTimes(Event e)
    {
        if (e.Attributes.StartDate is { Nanos: >= 0 } start) start.Nanos -= start.Nanos % 1000;
        if (e.Attributes.EndDate is { Nanos: >= 0 } end) end.Nanos -= end.Nanos % 1000;
    }
}
