using Tracker.Protocol.Catalogs;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>Makes the catalog say what a text of YAML declares: all of it in one write, and nothing that is so already.</summary>
public sealed class CatalogApply(IDatabase database, CatalogService catalog, Quotas quotas)
{
    public const int MaxLength = 4_000_000;

    public async Task<Outcome<ApplyCatalogResponse>> ApplyAsync(string yaml, bool dryRun, Caller caller, CancellationToken ct)
    {
        if (yaml.Length > MaxLength) return Failure.Invalid($"yaml may have at most {MaxLength} characters.");
        if (!CatalogDocuments.Read(yaml).TryGet(out var declared, out var failure)) return failure;
        if (dryRun) return await PreviewAsync(declared, ct);
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        return await database.TryWriteOnceAsync(caller, new ApplyCatalogRequest { Yaml = yaml }, ApplyCatalogResponse.Parser, async write =>
        {
            await CatalogStore.LockAsync(write);
            var answer = new ApplyCatalogResponse();
            foreach (var d in declared)
            {
                var stored = d.Skipped is null ? await CatalogStore.FindAsync(write, d.Name) : null;
                var entry = Tell(answer, d, stored?.Entry);
                if (entry is not null) await catalog.WriteAsync(write, stored, entry, caller);
            }

            return answer;
        }, ct, Isolation.RowLocks);
    }

    private async Task<Outcome<ApplyCatalogResponse>> PreviewAsync(IReadOnlyList<Declaration> declared, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var answer = new ApplyCatalogResponse();
        foreach (var d in declared)
        {
            Tell(answer, d, d.Skipped is null ? (await CatalogStore.FindAsync(connection, d.Name, ct))?.Entry : null);
        }

        return answer;
    }

    /// <summary>Says in the answer what becomes of a declaration, and returns the entry to store; null when there is none.</summary>
    private static CatalogEntry? Tell(ApplyCatalogResponse answer, Declaration d, CatalogEntry? stored)
    {
        var told = new AppliedEntry { Name = d.Name, Result = ApplyResult.Unchanged };
        answer.Entries.Add(told);
        if (d.Skipped is { } reason)
        {
            (told.Result, answer.Skipped) = (ApplyResult.Skipped, answer.Skipped + 1);
            told.Details.Add(reason);
            return null;
        }

        var entry = d.ApplyTo(stored);
        if (stored is null)
        {
            (told.Result, answer.Created) = (ApplyResult.Created, answer.Created + 1);
            return entry;
        }

        told.Details.Add(CatalogChanges.Between(stored, entry));
        if (told.Details.Count == 0)
        {
            answer.Unchanged++;
            return null;
        }

        (told.Result, answer.Updated) = (ApplyResult.Updated, answer.Updated + 1);
        return entry;
    }
}
