using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>What can be done with the catalog's entries, whichever way the wish came in: gRPC, REST or a page.</summary>
public sealed class CatalogService(IDatabase database, CatalogReader reader, CatalogMemory memory, Quotas quotas, TimeProvider clock)
{
    /// <summary>The topic of the catalog in the change feed; the keys are names.</summary>
    public const string Topic = "catalog";

    public async Task<Outcome<CatalogEntry>> PutAsync(CreateUpdateCatalogRequest request, Caller caller, CancellationToken ct)
    {
        if (CatalogRules.Check(CatalogRequests.EntryOf(request, null)) is { } failure) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        return await database.TryWriteOnceAsync(caller, request, CatalogEntry.Parser, async write =>
        {
            await CatalogStore.LockAsync(write);
            var stored = await CatalogStore.FindAsync(write, request.Name);
            return await WriteAsync(write, stored, CatalogRequests.EntryOf(request, stored?.Entry), caller);
        }, ct, Isolation.RowLocks);
    }

    public async Task<Outcome<CatalogEntry>> SetVersionsAsync(UpdateVersionsRequest request, Caller caller, CancellationToken ct)
    {
        if (CatalogRules.CheckName("name", request.Name) is { } failure) return failure;
        return await ChangeAsync(request, request.Name, caller, e =>
        {
            e.AvailableVersions.Clear();
            e.AvailableVersions.Add(request.AvailableVersions);
            (e.LatestVersion, e.ReferenceVersion) = (request.LatestVersion, request.ReferenceVersion);
        }, ct);
    }

    public async Task<Outcome<CatalogEntry>> SetDependenciesAsync(UpdateDependenciesRequest request, Caller caller, CancellationToken ct)
    {
        if ((CatalogRules.CheckName("name", request.Name)
            ?? CatalogRules.CheckNames("dependencies_in", request.DependenciesIn)
            ?? CatalogRules.CheckNames("dependencies_out", request.DependenciesOut)) is { } failure) return failure;
        return await ChangeAsync(request, request.Name, caller, e =>
        {
            e.DependenciesIn.Clear();
            e.DependenciesIn.Add(request.DependenciesIn);
            e.DependenciesOut.Clear();
            e.DependenciesOut.Add(request.DependenciesOut);
        }, ct);
    }

    public async Task<Outcome<CatalogEntry>> GetAsync(string name, CancellationToken ct)
    {
        if (CatalogRules.CheckName("name", name) is { } failure) return failure;
        return await reader.FindAsync(name, ct) is { } entry ? entry : NoEntry(name);
    }

    public async Task<Outcome<CatalogEntry>> DeleteAsync(string name, Caller caller, CancellationToken ct)
    {
        if (CatalogRules.CheckName("name", name) is { } failure) return failure;
        return await database.TryWriteOnceAsync(caller, new DeleteCatalogRequest { Name = name }, CatalogEntry.Parser, async write =>
        {
            await CatalogStore.LockAsync(write);
            if (await CatalogStore.FindAsync(write, name) is not { } stored) return NoEntry(name);
            var now = clock.GetUtcNow();
            await CatalogStore.DeleteAsync(write, stored.Key);
            await AuditLog.AppendAsync(write, new(now, caller.Principal.Name, caller.Address, "catalog.delete", name, EnumNames.Of(stored.Entry.Type)));
            await ActivityLog.AppendAsync(write, new(now, Topic, "catalog.deleted", name, Severity.Info, $"{name} left the catalog", "/catalog") { Service = name });
            await write.ChangedAsync(Topic, name);
            write.OnCommitted(memory.Forget);
            return stored.Entry;
        }, ct, Isolation.RowLocks);
    }

    public async Task<Outcome<CatalogPage>> ListAsync(CatalogQuery query, CancellationToken ct)
    {
        if (query.Page < 1) return Failure.Invalid("page must be 1 or more.");
        if ((long)query.Page * query.PerPage > CatalogQuery.MaxDepth)
        {
            return Failure.Invalid($"page: pages reach to the {CatalogQuery.MaxDepth}th entry; narrow the list by a filter to see more.");
        }

        return await reader.ListAsync(query, ct);
    }

    private async Task<Outcome<CatalogEntry>> ChangeAsync<TRequest>(
        TRequest request, string name, Caller caller, Action<CatalogEntry> change, CancellationToken ct)
        where TRequest : Google.Protobuf.IMessage
    {
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        return await database.TryWriteOnceAsync(caller, request, CatalogEntry.Parser, async write =>
        {
            await CatalogStore.LockAsync(write);
            if (await CatalogStore.FindAsync(write, name) is not { } stored) return NoEntry(name);
            var entry = stored.Entry.Clone();
            change(entry);
            return await WriteAsync(write, stored, entry, caller);
        }, ct, Isolation.RowLocks);
    }

    /// <summary>Stores an entry that was checked, in a write that has the catalog to itself.</summary>
    internal async ValueTask<CatalogEntry> WriteAsync(IWrite write, StoredEntry? stored, CatalogEntry entry, Caller caller)
    {
        var now = Instant.Truncate(clock.GetUtcNow()).ToTimestamp();
        (entry.CreatedAt, entry.UpdatedAt) = (stored?.Entry.CreatedAt ?? now, now);
        if (stored is null)
        {
            await CatalogStore.InsertAsync(write, entry);
            await LogAsync(write, entry, "catalog.created", $"{entry.Name} joined the catalog");
        }
        else
        {
            await CatalogStore.UpdateAsync(write, stored, entry);
            // A job that sends its entry with each build says nothing new by that.
            if (CatalogChanges.Between(stored.Entry, entry) is { Count: > 0 } changed) await LogChangeAsync(write, entry, changed);
        }

        await write.ChangedAsync(Topic, entry.Name);
        write.OnCommitted(memory.Forget);
        write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
        return entry;
    }

    private static ValueTask LogChangeAsync(IWrite write, CatalogEntry entry, IReadOnlyList<string> changed) =>
        changed.All(f => f is "available_versions" or "latest_version" or "reference_version")
            ? LogAsync(write, entry, "catalog.versions", $"{entry.Name}: " + VersionsOf(entry))
            : LogAsync(write, entry, "catalog.updated", $"{entry.Name}: {string.Join(", ", changed)} changed");

    private static string VersionsOf(CatalogEntry e) => (e.LatestVersion, e.ReferenceVersion) switch
    {
        ("", "") => "versions changed",
        (var latest, "") => $"latest version {latest}",
        ("", var reference) => $"reference version {reference}",
        var (latest, reference) => $"latest version {latest}, reference version {reference}",
    };

    private static ValueTask LogAsync(IWrite write, CatalogEntry e, string kind, string title) => ActivityLog.AppendAsync(
        write, new(e.UpdatedAt.ToDateTimeOffset(), Topic, kind, e.Name, Severity.Info, title, CatalogLinks.Entry(e.Name)) { Service = e.Name });

    private static Failure NoEntry(string name) => Failure.NotFound($"There is no catalog entry \"{name}\".");
}
