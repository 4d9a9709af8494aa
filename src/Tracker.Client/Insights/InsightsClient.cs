using Tracker.Client.Connect;

namespace Tracker.Client.Insights;

/// <summary>How well change flows. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class InsightsClient
{
    private static readonly Route GetRoute = Route.Get("/api/v1/insights");
    private static readonly Route CountsRoute = Route.Get("/api/v1/insights/events");

    private readonly RestConnection _rest;

    internal InsightsClient(RestConnection rest) => _rest = rest;

    /// <summary>Deployment frequency, lead time, change failure rate and time to restore of a period, and of the one before it.</summary>
    /// <param name="filter">Which; the last 30 days of production unless given.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<InsightsReport> GetAsync(InsightsFilter? filter = null, CancellationToken ct = default) =>
        _rest.SendAsync(GetRoute, GetRoute.Path() + QueryOf(filter), InsightsJson.Default.InsightsReport, ct);

    /// <summary>How many events there were in each month (UTC), by service and type, over the twelve months that end with the period's.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<EventCounts> CountEventsAsync(InsightsFilter? filter = null, CancellationToken ct = default) =>
        _rest.SendAsync(CountsRoute, CountsRoute.Path() + QueryOf(filter), InsightsJson.Default.EventCounts, ct);

    private static Query QueryOf(InsightsFilter? filter)
    {
        filter ??= new();
        return new Query().AddEach("services", filter.Services).Add("team", filter.Team).Add("environment", filter.Environment)
            .Add("days", filter.Days).Add("from", Day(filter.From)).Add("to", Day(filter.To)).Add("tz", filter.TimeZone)
            .Add("interval", filter.Interval).Add("group_by", filter.GroupBy);
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
