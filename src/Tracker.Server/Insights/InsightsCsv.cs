using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Tracker.Protocol.Api;
using Tracker.Protocol.Insights;
using Tracker.Rpc;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Insights;

/// <summary>The figures, and what they are made of, as tables for a spreadsheet.</summary>
public static class InsightsCsv
{
    private const string Tables = "trend, groups, changes, incidents or events";

    private static readonly string[] FigureColumns =
    [
        "deployments", "deployments_per_day", "lead_time_median_seconds", "lead_time_p90_seconds", "lead_times", "without_beginning", "repeated",
        "changes", "failed_changes", "failed_deployments", "rolled_back", "followed_by_incident", "change_failure_rate",
        "incidents", "restore_median_seconds", "restore_p90_seconds", "unresolved",
    ];

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/insights/{table}.csv", GetAsync)
        .WithMetadata(new ScopeRequirement(Scope.Read)).WithTags("Insights")
        .WithSummary($"Exports {Tables} as CSV; what is asked for as at /api/v1/insights.").Produces<string>(200, "text/csv");

    private static async Task<IResult> GetAsync(
        string table, [FromQuery] string[]? services, string? team, string? environment, uint? days, string? from, string? to, string? tz, string? interval,
        [FromQuery(Name = "group_by")] string? groupBy, InsightsService insights, [FromServices] EnvironmentNames environments, TimeProvider clock, CancellationToken ct)
    {
        var request = new GetInsightsRequest
        {
            Services = { services ?? [] },
            Team = team ?? "",
            Environment = environment ?? "",
            Days = days,
            From = from ?? "",
            To = to ?? "",
            Tz = tz ?? "",
            Interval = interval ?? "",
            GroupBy = groupBy ?? "",
        };
        if (!InsightsQuery.Of(request, environments, clock.GetUtcNow()).TryGet(out var query, out var failure)) return failure.ToProblem();
        if (await RowsAsync(table, query, insights, ct) is not { } rows) return Failure.NotFound($"There is no table \"{table}\"; it may be {Tables}.").ToProblem();
        return Results.Stream(
            async body =>
            {
                await using var writer = new StreamWriter(body, new UTF8Encoding(false), bufferSize: 16_384, leaveOpen: true);
                foreach (var row in rows) await CsvText.WriteLineAsync(writer, row);
            },
            "text/csv; charset=utf-8", $"{table} {Day(query.Period.First)} to {Day(query.Period.Last)}.csv");
    }

    private static async Task<IEnumerable<string[]>?> RowsAsync(string table, InsightsQuery query, InsightsService insights, CancellationToken ct)
    {
        if (table == "events")
        {
            var (counts, _) = await insights.CountsAsync(query, ct);
            return counts.Select(c => new[] { $"{c.Year:0000}-{c.Month:00}", c.Service, EnumNames.Of(c.Type), Number(c.Count) }).Prepend(["month", "service", "type", "count"]);
        }

        if (table is not ("trend" or "groups" or "changes" or "incidents")) return null;
        var report = await insights.ReportAsync(query, ct);
        return table switch
        {
            "trend" => report.Trend.Select(t => (string[])[Day(t.Part.First), .. Fields(t.Figures)]).Prepend(["start", .. FigureColumns]),
            "groups" => report.Groups.Select(g => (string[])[g.Name, .. Fields(g.Figures)]).Prepend([query.GroupBy.ToString().ToLowerInvariant(), .. FigureColumns]),
            "changes" => report.Changes.Select(Row).Prepend(["ended_at", "service", "environment", "version", "succeeded", "lead_time_seconds", "beginning", "failure", "event", "failed_by"]),
            _ => report.Outages.Select(Row).Prepend(["began_at", "ended_at", "service", "environment", "title", "resolved", "seconds", "event"]),
        };
    }

    private static string[] Fields(DoraFigures f) =>
    [
        Number(f.Deployments), Number(f.PerDay), Seconds(f.LeadTime?.Median), Seconds(f.LeadTime?.P90), Number(f.LeadTime?.Count ?? 0), Number(f.WithoutBeginning), Number(f.Repeated),
        Number(f.Changes), Number(f.FailedChanges), Number(f.FailedDeployments), Number(f.RolledBack), Number(f.FollowedByIncident), f.FailureRate is { } rate ? Number(rate) : "",
        Number(f.Incidents), Seconds(f.TimeToRestore?.Median), Seconds(f.TimeToRestore?.P90), Number(f.Unresolved),
    ];

    private static string[] Row(Change c) =>
    [
        Instant(c.At), c.Service, EnumNames.Of(c.Environment), c.Version, c.Succeeded ? "true" : "false", Seconds(c.LeadTime),
        c.Succeeded ? c.Beginning.ToString().ToLowerInvariant() : "",
        c.Failure switch { ChangeFailure.None => "", ChangeFailure.RolledBack => "rolled_back", var other => other.ToString().ToLowerInvariant() },
        c.Id.ToString(), c.FailedBy?.ToString() ?? "",
    ];

    private static string[] Row(Outage o) =>
    [
        Instant(o.Start), o.End is { } end ? Instant(end) : "", o.Service, EnumNames.Of(o.Environment), o.Title, o.IsResolved ? "true" : "false", Seconds(o.Lasted), o.Id.ToString(),
    ];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan? time) => time is { } value ? Number(value.TotalSeconds) : "";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
