using System.Globalization;
using Tracker.Server.Demo.Plan;
using Tracker.Server.Runs;

namespace Tracker.Server.Demo.Fill;

internal sealed class RunFill(RunService runs, FillNotes notes) : IFill
{
    public async Task<bool> ApplyAsync(DemoAct act, CancellationToken ct)
    {
        var caller = FillNotes.As("ci");
        switch (act)
        {
            case RunBegun begun:
                notes.Note(act, begun.Key, await runs.BeginAsync(begun.Request, inPercent: false, caller, ct), r => r.Id.ToString(CultureInfo.InvariantCulture));
                return true;
            case RunMeasured measured:
                var id = long.Parse(notes.Ids[measured.Key], CultureInfo.InvariantCulture);
                FillNotes.Must(act, await runs.AddAsync(id, new(measured.Samples, IsArray: true), caller, ct));
                if (measured.Stop is { } stop) FillNotes.Must(act, await runs.StopAsync(id, stop, caller, ct));
                return true;
            default:
                return false;
        }
    }
}
