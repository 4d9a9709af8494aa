using Tracker.Server.Demo.Plan;
using Tracker.Server.Tasks;

namespace Tracker.Server.Demo.Fill;

internal sealed class TaskFill(TaskService tasks, PingService pings, TaskWatch watch, FillNotes notes) : IFill
{
    public async Task<bool> ApplyAsync(DemoAct act, CancellationToken ct)
    {
        switch (act)
        {
            case TaskMade made:
                var outcome = await tasks.CreateAsync(made.Request, FillNotes.As("foundation"), ct);
                FillNotes.Must(act, outcome);
                notes.Ids["task:" + made.Request.Name] = TaskLedger.Key(outcome.OrThrow().Id);
                notes.Ids["ping:" + made.Request.Name] = outcome.OrThrow().PingId.ToString();
                return true;
            case TaskPinged pinged:
                var ping = new Ping { Kind = pinged.Kind, ExitStatus = pinged.ExitStatus, Method = "GET", Agent = "curl/8.5.0", Address = "10.20.0.7" };
                FillNotes.Must(act, await pings.RecordAsync(new(Guid.Parse(notes.Ids["ping:" + pinged.Task])), ping, FillNotes.As("cron"), ct));
                return true;
            case TasksWatched:
                await watch.LookAsync(ct);
                return true;
            default:
                return false;
        }
    }
}
