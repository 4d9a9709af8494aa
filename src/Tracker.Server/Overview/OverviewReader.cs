using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Overviews;
using Tracker.Server.Access;
using Tracker.Server.Activity;

namespace Tracker.Server.Overview;

/// <summary>Puts the parts of all modules together.</summary>
public sealed class OverviewReader(IEnumerable<IOverviewPart> parts, ActivityReader activity, TimeProvider clock)
{
    private const int NewestActivity = 12;

    private readonly IOverviewPart[] _parts = [.. parts.OrderBy(p => p.Introduction.Order)];

    public IEnumerable<ModuleIntroduction> Introductions => _parts.Select(p => p.Introduction);

    public async Task<PlatformOverview> ReadAsync(TimeZoneInfo zone, Principal reader, CancellationToken ct)
    {
        var moment = new OverviewMoment(Storage.Instant.Truncate(clock.GetUtcNow()), zone, reader);
        // The embedded store reads on the thread that asks.
        var newest = Task.Run(() => NewestAsync(moment, ct), ct);
        var read = await Task.WhenAll(_parts.Select(part => Task.Run(() => part.ReadAsync(moment, ct), ct)));
        var whole = new PlatformOverview { At = moment.Now.ToTimestamp(), Today = moment.Today.ToTimestamp() };
        foreach (var part in read) whole.MergeFrom(part);
        whole.Activity.AddRange((await newest).Select(row => row.ToMessage()));
        Sort(whole);
        return whole;
    }

    /// <summary>A day has enough of them almost always, and is looked through in less time than all there is.</summary>
    private async Task<IReadOnlyList<ActivityRow>> NewestAsync(OverviewMoment moment, CancellationToken ct)
    {
        var day = await activity.ListAsync(new() { Limit = NewestActivity, From = moment.Now - OverviewMoment.Span }, moment.Reader, ct);
        return day.Rows.Count == NewestActivity ? day.Rows : (await activity.ListAsync(new() { Limit = NewestActivity }, moment.Reader, ct)).Rows;
    }

    /// <summary>The worst first, of those the newest.</summary>
    private static void Sort(PlatformOverview whole)
    {
        var attention = whole.Attention.OrderByDescending(a => a.Urgency).ThenByDescending(a => a.Since).ToList();
        var planned = whole.Planned.OrderBy(p => p.StartsAt).ToList();
        whole.Attention.Clear();
        whole.Attention.AddRange(attention);
        whole.Planned.Clear();
        whole.Planned.AddRange(planned);
    }
}
