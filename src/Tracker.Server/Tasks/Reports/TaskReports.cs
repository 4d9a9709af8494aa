using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks.Reports;

/// <summary>Makes the report on all tasks, and sends it to whom a rule names; the log always has a line of it.</summary>
public sealed class TaskReports(IDatabase database, TaskReader tasks, Alerts alerts, TaskClock clock, ILogger<TaskReports> log)
{
    public const string Kind = "task.report";

    // What a log line may hold; the table is in what is sent.
    private const int MostLogged = 20;

    private const string Claim =
        """
        INSERT INTO task_report(id, due_at) VALUES(1, $1)
        ON CONFLICT(id) DO UPDATE SET due_at = excluded.due_at WHERE task_report.due_at < excluded.due_at
        RETURNING id
        """;

    public async Task<TaskReport> MakeAsync(CancellationToken ct) => new(clock.GetUtcNow(), await tasks.AllAsync(ct));

    public async Task SendAsync(TaskReport report, Caller? cause, CancellationToken ct)
    {
        await database.WriteAsync(
            async write =>
            {
                await alerts.RaiseAsync(write, AlertOf(report), cause);
                return true;
            },
            ct);
        Log(report);
    }

    /// <summary>For which instant it was sent last by itself; null before the first time.</summary>
    public Task<DateTimeOffset?> LastAsync(CancellationToken ct) => database.FirstAsync("SELECT due_at FROM task_report WHERE id = 1", r => r.GetInstantOrNull(0), ct);

    /// <summary>Notes that a report is not to be sent, so that the next one is the first.</summary>
    public Task<bool> SkipAsync(DateTimeOffset due, CancellationToken ct) => database.WriteAsync(Isolation.RowLocks, write => write.FirstAsync(Claim, _ => true, due), ct);

    /// <summary>The same for the report that is due; false when another replica has sent it.</summary>
    public async Task<bool> SendDueAsync(TaskReport report, DateTimeOffset due, CancellationToken ct)
    {
        var alert = AlertOf(report);
        var claimed = await database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                if (!await write.FirstAsync(Claim, _ => true, due)) return false;
                await alerts.RaiseAsync(write, alert);
                return true;
            },
            ct);
        if (claimed) Log(report);
        return claimed;
    }

    private static Alert AlertOf(TaskReport report) =>
        new(Instant.Truncate(report.At), Kind, "report", report.IsBad ? Severity.Bad : Severity.Info, report.Title, "/tasks") { Text = report.Table() };

    private void Log(TaskReport report)
    {
        if (!report.IsBad)
        {
            log.LogInformation("Report: {Title}", report.Title);
            return;
        }

        var bad = report.Tasks.Where(t => t.IsBad).Take(MostLogged).Select(t => $"{t.Task.Name} ({t.Why})");
        log.LogWarning("Report: {Title}: {Tasks}", report.Title, string.Join("; ", bad));
    }
}
