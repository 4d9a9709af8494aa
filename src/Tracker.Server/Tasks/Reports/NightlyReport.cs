namespace Tracker.Server.Tasks.Reports;

/// <summary>
/// Sends the report once a day. Every replica has one; the row that says for when it was sent last is changed in the write
/// that sends it, so one of them does. A report that was missed, because no server ran, is made up for.
/// </summary>
internal sealed class NightlyReport(TaskReports reports, ReportOptions options, TaskClock clock, ILogger<NightlyReport> log) : BackgroundService
{
    /// <summary>Later it would tell of another day.</summary>
    private static readonly TimeSpan MakeUpFor = TimeSpan.FromHours(6);

    /// <summary>After a start, tasks that fell due meanwhile are settled first.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private DateTimeOffset _done;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Time is null) return;
        var first = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(first ? Settling : TimeSpan.FromSeconds(1), clock, stoppingToken);
                first = false;
                if (options.DueBy(clock.GetUtcNow()) is { } due && due > _done) await LookAsync(due, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The report could not be made now; the next try is in ten seconds");
                await Task.Delay(TimeSpan.FromSeconds(10), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(DateTimeOffset due, CancellationToken ct)
    {
        var last = await reports.LastAsync(ct);
        // Where none was ever sent, none was missed.
        if (last is null || clock.GetUtcNow() - due > MakeUpFor) await reports.SkipAsync(due, ct);
        else if (last >= due || !await reports.SendDueAsync(await reports.MakeAsync(ct), due, ct)) log.LogInformation("The report of {Due:u} has been sent already", due);
        _done = due;
    }
}
