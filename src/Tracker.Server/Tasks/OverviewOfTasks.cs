using System.Data.Common;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Overviews;
using Tracker.Server.Overview;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>Which tasks are late or down.</summary>
internal sealed class OverviewOfTasks(IDatabase database, TaskReader tasks) : IOverviewPart
{
    // Literally as in the index ix_task_out, which SQLite takes only where its own words are repeated.
    private const string Counts = "SELECT state, count(*) FROM task WHERE state IN (2, 3) GROUP BY state";

    /// <summary>What is snoozed, or explained by its parent's outage, calls nobody.</summary>
    private const string Out =
        """
        SELECT id, name, state_since, why, service, environment FROM task
        WHERE state IN (2, 3) AND state = $1 AND held = 0 AND (snoozed_until IS NULL OR snoozed_until <= $2)
        ORDER BY state_since DESC LIMIT $3
        """;

    public ModuleIntroduction Introduction { get; } = new(
        20, "tasks", "Tasks", "/tasks",
        "What should happen again and again, such as a backup: it reports when it did, and Tracker says when it has stopped.",
        "tracker task create nightly-backup --cron \"0 3 * * *\"");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var counts = (await database.QueryAsync(Counts, r => (State: (TaskState)r.GetInt32(0), Count: r.GetInt64(1)), ct)).ToDictionary(c => c.State, c => c.Count);
        var part = new PlatformOverview
        {
            Tasks = new()
            {
                Total = (uint)await tasks.CountAsync(ct),
                Late = (uint)counts.GetValueOrDefault(TaskState.Late),
                Down = (uint)counts.GetValueOrDefault(TaskState.Down),
            },
        };
        if (part.Tasks.Total > 0) part.InUse.Add(Introduction.Module);
        await AddAsync(part, TaskState.Down, Urgency.Bad, "more tasks are down", part.Tasks.Down, moment, ct);
        await AddAsync(part, TaskState.Late, Urgency.Warning, "more tasks are late", part.Tasks.Late, moment, ct);
        return part;
    }

    private async Task AddAsync(PlatformOverview part, TaskState state, Urgency urgency, string others, uint total, OverviewMoment moment, CancellationToken ct)
    {
        if (total == 0) return;
        var name = ScheduledTask.NameOf(state);
        var rows = await database.QueryAsync(Out, r => Read(r, name, urgency), ct, (int)state, moment.Now, OverviewMoment.MostOfKind + 1);
        part.Attention.AddRange(OverviewMoment.Few(rows, rows.Count > OverviewMoment.MostOfKind ? total : rows.Count, others, "/tasks?state=" + name));
    }

    private static Attention Read(DbDataReader r, string state, Urgency urgency) => new()
    {
        Module = "tasks",
        Kind = "task." + state,
        Urgency = urgency,
        Title = $"{r.GetString(1)} is {state}",
        Detail = string.Join(" · ", new[] { r.GetString(3), r.GetText(4), r.GetText(5) }.Where(t => !string.IsNullOrEmpty(t))),
        Since = r.GetInstant(2).ToTimestamp(),
        Link = $"/tasks/{r.GetInt64(0)}",
    };
}
