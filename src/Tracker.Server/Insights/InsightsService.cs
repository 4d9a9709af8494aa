using Tracker.Server.Catalog;
using Tracker.Server.Events;

namespace Tracker.Server.Insights;

/// <summary>Reads what figures need and computes them, for the API and the pages alike.</summary>
public sealed class InsightsService(EventHistory events, ServiceOwners owners, TimeProvider clock) : IDisposable
{
    /// <summary>Most rows of counts by month, service and type.</summary>
    public const int MaxCounts = 20_000;

    /// <summary>The newest so many events are looked at.</summary>
    private const int MaxEvents = 500_000;

    /// <summary>Up to so many services are read one by one; more of them with all others.</summary>
    private const int MaxOneByOne = 20;

    private const int Months = 12;

    // A year of a big platform takes its time and memory: not for every viewer at once.
    private readonly SemaphoreSlim _turns = new(2);

    public void Dispose() => _turns.Dispose();

    public async Task<InsightsReport> ReportAsync(InsightsQuery query, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await ComputeAsync(query, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Events by month, service and type, over the twelve months that end with the period's; and whether there are more.</summary>
    public async Task<(IReadOnlyList<MonthCount> Counts, bool Capped)> CountsAsync(InsightsQuery query, CancellationToken ct)
    {
        var last = new DateTimeOffset(query.Period.Last.Year, query.Period.Last.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var services = await ServicesAsync(query, ct);
        if (services is { Count: 0 }) return ([], false);
        var narrow = services is { Count: <= MaxOneByOne };
        var counts = await events.CountByMonthAsync(
            narrow ? [.. services!] : [], query.Environment, last.AddMonths(1 - Months), last.AddMonths(1), MaxCounts + 1, ct);
        var capped = counts.Count > MaxCounts;
        if (capped) counts.RemoveAt(MaxCounts);
        return (services is null || narrow ? counts : counts.FindAll(c => services.Contains(c.Service)), capped);
    }

    private async Task<InsightsReport> ComputeAsync(InsightsQuery query, CancellationToken ct)
    {
        var history = new History(query.Environment);
        var services = await ServicesAsync(query, ct);
        var (from, to) = (query.Period.Before.From - Sequences.Lookback, query.Period.To);
        var left = MaxEvents;
        // One by one, each by its own index; an empty list reads nothing.
        foreach (var service in services is null or { Count: > MaxOneByOne } ? [null] : services.Cast<string?>())
        {
            await foreach (var e in events.ReadAsync(service, query.Environment, from, to, ct))
            {
                if (left-- == 0) break;
                if (service is not null || services is null || services.Contains(e.Service)) history.Add(e);
            }

            if (left < 0) break;
        }

        var moved = await events.MovedToAsync(history.Undated, History.ResolvingStatuses, ct);
        var teams = query.GroupBy == GroupBy.Team ? await owners.OfAsync(history.Services, ct) : [];
        return InsightsReport.Of(query, history, moved, teams, left < 0, clock.GetUtcNow());
    }

    /// <summary>The services asked for; null for all.</summary>
    private async Task<IReadOnlySet<string>?> ServicesAsync(InsightsQuery query, CancellationToken ct)
    {
        if (query.Team.Length == 0) return query.Services.Count == 0 ? null : query.Services.ToHashSet();
        var owned = (await owners.ServicesOfAsync(query.Team, ct)).ToHashSet();
        if (query.Services.Count > 0) owned.IntersectWith(query.Services);
        return owned;
    }
}
