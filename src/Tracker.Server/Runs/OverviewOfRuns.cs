using System.Data.Common;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Overviews;
using Tracker.Server.Overview;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Which runs are under way, and which were lost. Those of others are shown to who sees everybody's.</summary>
internal sealed class OverviewOfRuns(IDatabase database) : IOverviewPart
{
    private const int MostCounted = 1_000;

    // Literally as in the indexes ix_run_lost_at and ix_run_lost, which SQLite takes only where their own words are repeated.
    private static readonly string Active = $"SELECT count(*) FROM (SELECT 1 FROM run WHERE lost_at IS NOT NULL AND ($1 = '' OR owner = $1) LIMIT {MostCounted}) AS counted";

    private static readonly string Lost = $"""
        SELECT id, name, owner_name, host, ended_at FROM run
        WHERE lost = 1 AND ended_at > $2 AND ($1 = '' OR owner = $1)
        ORDER BY ended_at DESC LIMIT {MostCounted}
        """;

    private const string Any = "SELECT 1 FROM run WHERE $1 = '' OR owner = $1 LIMIT 1";

    public ModuleIntroduction Introduction { get; } = new(
        50, "runs", "Runs", "/runs",
        "What a command cost: how long it took and how busy it kept the machine, compared with the runs before it.",
        "tracker run --name nightly-build make all");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var part = new PlatformOverview { Runs = new() };
        if (moment.Reader is { IsAuthenticated: false, SeesEverybodys: false }) return part;
        var owner = moment.Reader.SeesEverybodys ? "" : moment.Reader.Id;
        part.Runs.Active = (uint)await database.FirstAsync(Active, r => r.GetInt64(0), ct, owner);
        var lost = await database.QueryAsync(Lost, Read, ct, owner, moment.Now - OverviewMoment.Span);
        part.Runs.Lost = (uint)lost.Count;
        part.Attention.AddRange(OverviewMoment.Few(lost, lost.Count, "more runs were lost", "/runs?state=ended"));
        if (part.Runs.Active > 0 || lost.Count > 0 || await database.FirstAsync(Any, _ => true, ct, owner)) part.InUse.Add(Introduction.Module);
        return part;
    }

    private static Attention Read(DbDataReader r) => new()
    {
        Module = "runs",
        Kind = "run.lost",
        Urgency = Urgency.Warning,
        Title = $"{r.GetString(1)} is lost: no sample comes any more",
        Detail = string.Join(" · ", new[] { r.GetString(2), r.GetText(3) }.Where(t => !string.IsNullOrEmpty(t))),
        Since = r.GetInstant(4).ToTimestamp(),
        Link = $"/runs/{r.GetInt64(0)}",
    };
}
