using Tracker.Server.Catalog;
using Tracker.Server.Demo.Plan;

namespace Tracker.Server.Demo.Fill;

internal sealed class CatalogFill(CatalogService catalog) : IFill
{
    public async Task<bool> ApplyAsync(DemoAct act, CancellationToken ct)
    {
        if (act is not EntryPut put) return false;
        var caller = FillNotes.As(put.Entry.Owner);
        FillNotes.Must(act, await catalog.PutAsync(put.Entry, caller, ct));
        FillNotes.Must(act, await catalog.SetVersionsAsync(put.Versions, caller, ct));
        return true;
    }
}
