using Tracker.Server.Web;

namespace Tracker.Server.Activity.Pages;

/// <summary>A span of time on the page, divided where the viewer's hours and days begin, so that it stays the same until the next one does.</summary>
internal sealed record ActivityRange(IReadOnlyList<DateTimeOffset> Starts, DateTimeOffset End)
{
    public DateTimeOffset Start => Starts[0];

    /// <param name="name">24h, 7d or 30d.</param>
    public static ActivityRange Of(string? name, ViewerTime viewer)
    {
        var hours = name switch
        {
            "24h" => 1,
            "30d" => 24,
            _ => 6,
        };
        var days = name switch
        {
            "24h" => 1,
            "30d" => 30,
            _ => 7,
        };
        List<DateTimeOffset> all = [];
        for (var day = viewer.Today.AddDays(-days); day <= viewer.Today.AddDays(1); day = day.AddDays(1))
        {
            var (start, next) = (viewer.StartOf(day), viewer.StartOf(day.AddDays(1)));
            for (var at = start; at < next; at = at.AddHours(hours)) all.Add(at);
        }

        var end = all.First(at => at > viewer.Now);
        var count = days * 24 / hours;
        return new([.. all.Where(at => at < end).TakeLast(count)], end);
    }

    /// <summary>The part that an instant lies in; null outside.</summary>
    public int? Of(DateTimeOffset at)
    {
        if (at < Start || at >= End) return null;
        var low = 0;
        while (low + 1 < Starts.Count && Starts[low + 1] <= at) low++;
        return low;
    }

    public DateTimeOffset EndOf(int part) => part + 1 < Starts.Count ? Starts[part + 1] : End;
}
