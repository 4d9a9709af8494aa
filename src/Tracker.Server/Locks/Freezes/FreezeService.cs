using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks.Freezes;

/// <summary>What can be done with freeze windows, whichever way the wish came in: gRPC, REST or a page.</summary>
public sealed class FreezeService(IDatabase database, EnvironmentNames environments, Quotas quotas, TimeProvider clock)
{
    /// <summary>The topic of freeze windows in the change feed.</summary>
    public const string Topic = "freezes";

    public async Task<Outcome<FreezeWindow>> CreateAsync(CreateFreezeWindowRequest request, Caller caller, CancellationToken ct)
    {
        var now = Now();
        var made = WindowOf(request);
        (made.Id, made.CreatedBy, made.CreatedAt) = (Guid.CreateVersion7(now).ToString(), caller.Author, now.ToTimestamp());
        FreezeRules.Normalize(made, environments);
        if (FreezeRules.Check(made, now) is { } failure) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;

        return At(now, await database.TryWriteOnceAsync<FreezeWindow>(caller, request, FreezeWindow.Parser, async write =>
        {
            if (await FreezeStore.CountAsync(write) >= FreezeRules.MaxWindows)
            {
                return new Failure(RpcCode.FailedPrecondition, $"There are {FreezeRules.MaxWindows} freeze windows already; delete those that are over.");
            }

            await FreezeStore.InsertAsync(write, made);
            await RecordAsync(write, made, "create", "created", caller, now);
            write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
            return made;
        }, ct));
    }

    public async Task<Outcome<FreezeWindow>> UpdateAsync(UpdateFreezeWindowRequest request, Caller caller, CancellationToken ct)
    {
        if (!FreezeFields.Meant(request).TryGet(out var fields, out var failure)) return failure;
        var now = Now();
        return At(now, await database.TryWriteOnceAsync<FreezeWindow>(caller, request, FreezeWindow.Parser, async write =>
        {
            if (!Guid.TryParseExact(request.Id, "D", out var id) || await FreezeStore.FindAsync(write, id) is not { } before) return NoWindow(request.Id);
            var after = before.Clone();
            FreezeFields.Copy(request.Clone(), after, fields);
            FreezeRules.Normalize(after, environments);
            if (FreezeRules.Check(after, now) is { } wrong) return wrong;
            if (after.Equals(before)) return after;
            await FreezeStore.UpdateAsync(write, after);
            await RecordAsync(write, after, "update", "changed", caller, now);
            return after;
        }, ct));
    }

    public async Task<Outcome<FreezeWindow>> DeleteAsync(string id, Caller caller, CancellationToken ct)
    {
        var now = Now();
        return At(now, await database.TryWriteOnceAsync<FreezeWindow>(caller, new DeleteFreezeWindowRequest { Id = id }, FreezeWindow.Parser, async write =>
        {
            if (!Guid.TryParseExact(id, "D", out var uuid) || await FreezeStore.FindAsync(write, uuid) is not { } found) return NoWindow(id);
            await FreezeStore.DeleteAsync(write, uuid);
            await RecordAsync(write, found, "delete", "deleted", caller, now);
            return found;
        }, ct));
    }

    public async Task<Outcome<FreezeWindow>> GetAsync(string id, CancellationToken ct) =>
        Guid.TryParseExact(id, "D", out var uuid) && await FreezeStore.FindAsync(database, uuid, ct) is { } found
            ? FreezeWindows.At(found, Now())
            : NoWindow(id);

    /// <summary>All of them: those in force first, then by when they begin next, those that are over last, newest first.</summary>
    public async Task<IReadOnlyList<FreezeWindow>> ListAsync(CancellationToken ct)
    {
        var now = Now();
        return
        [
            .. (await FreezeStore.ListAsync(database, ct)).Select(w => FreezeWindows.At(w, now))
                .OrderBy(w => w.Active ? 0 : w.NextStart is not null ? 1 : 2)
                .ThenBy(w => w.Active ? w.NextEnd : w.NextStart)
                .ThenByDescending(w => w.EndsAt)
                .ThenBy(w => w.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>The times at which such a window would be in force, the first ones from now on; nothing is stored.</summary>
    public Outcome<IReadOnlyList<FreezeSpan>> Preview(CreateFreezeWindowRequest request, int most)
    {
        var (window, now) = (WindowOf(request), Now());
        FreezeRules.Normalize(window, environments);
        if (FreezeRules.Check(window, now) is { } failure) return failure;
        return FreezeSchedule.Of(window).From(now).Take(most).ToList();
    }

    private static FreezeWindow WindowOf(CreateFreezeWindowRequest request) => new()
    {
        Reason = request.Reason,
        Service = request.Service,
        Environment = request.Environment,
        Cron = request.Cron,
        DurationSeconds = request.DurationSeconds,
        Zone = request.Zone,
        StartsAt = request.StartsAt?.Clone(),
        EndsAt = request.EndsAt?.Clone(),
    };

    private static async ValueTask RecordAsync(IWrite write, FreezeWindow w, string act, string done, Caller caller, DateTimeOffset now)
    {
        await AuditLog.AppendAsync(write, new(now, caller.Principal.Name, caller.Address, "freeze." + act, w.Id, FreezeWords.Summary(w)));
        var link = act == "delete" ? "/locks/freezes" : "/locks/freezes/" + w.Id;
        await ActivityLog.AppendAsync(write, new(now, "locks", "freeze." + done, w.Id, Severity.Info, $"Freeze window {done}: {w.Reason}", link)
        {
            Service = w.Service == FreezeRules.Any ? null : w.Service,
            Environment = w.Environment == FreezeRules.Any ? null : w.Environment,
        });
        await write.ChangedAsync(Topic, w.Id);
    }

    /// <summary>The answer that was stored for a repeat tells of the time then, not of now.</summary>
    private static Outcome<FreezeWindow> At(DateTimeOffset now, Outcome<FreezeWindow> outcome) =>
        outcome.TryGet(out var window, out var failure) ? FreezeWindows.At(window.Clone(), now) : failure;

    private static Failure NoWindow(string id) => Failure.NotFound($"There is no freeze window {id}.");

    private DateTimeOffset Now() => Instant.Truncate(clock.GetUtcNow());
}
