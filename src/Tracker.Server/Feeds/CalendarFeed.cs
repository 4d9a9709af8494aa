using Tracker.Protocol.Locks;
using Tracker.Server.Events;
using Tracker.Server.Operations;

namespace Tracker.Server.Feeds;

/// <summary>What a calendar shows.</summary>
public sealed record CalendarQuery(IReadOnlyList<string> Services, IReadOnlyList<EventEnvironment> Environments, IReadOnlyList<EventType> Types, bool Freezes, bool Events);

/// <summary>
/// Planned and running events and freeze windows of the coming 90 days as a calendar (RFC 5545). The same content is the
/// same text, so that its ETag means something.
/// </summary>
public sealed class CalendarFeed(EventFeed events, FreezeTimes freezes, TimeProvider clock)
{
    public const int MaxEvents = 500;

    public const int MaxFreezes = 500;

    public static readonly TimeSpan Reach = TimeSpan.FromDays(90);

    /// <param name="query">Which.</param>
    /// <param name="server">Where links lead, such as <c>https://tracker.example.com</c>.</param>
    public async Task<string> WriteAsync(CalendarQuery query, string server, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var text = new ICalendarText()
            .Line("BEGIN", "VCALENDAR").Line("VERSION", "2.0").Line("PRODID", "-//Tracker//Calendar//EN").Line("CALSCALE", "GREGORIAN")
            .Line("X-WR-CALNAME", "Tracker").Line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M").Line("X-PUBLISHED-TTL", "PT15M");
        if (query.Events)
        {
            foreach (var e in await events.UpcomingAsync(query.Types, query.Services, query.Environments, now + Reach, MaxEvents, ct)) Write(text, e, server, now);
        }

        if (query.Freezes)
        {
            foreach (var f in await freezes.BetweenAsync(query.Services, query.Environments, now, now + Reach, MaxFreezes, ct)) Write(text, f, server);
        }

        return text.Line("END", "VCALENDAR").ToString();
    }

    private static void Write(ICalendarText text, FeedEvent e, string server, DateTimeOffset now)
    {
        var environment = EnumNames.Of(e.Environment);
        var place = environment.Length == 0 ? e.Service : $"{e.Service}, {environment}";
        var isPlanned = e.Status is EventStatus.Planned or EventStatus.WaitingApproval;
        text.Line("BEGIN", "VEVENT").Line("UID", $"event-{e.Id}@tracker");
        Stamp(text, e.ModifiedAt);
        text.Time("DTSTART", e.Start);
        // What runs lasts at least until the hour is over: then the calendar asks again.
        var end = e.End ?? NextHour(now);
        if (end > e.Start) text.Time("DTEND", end);
        text.Text("SUMMARY", $"{e.Title} ({place})")
            .Text("DESCRIPTION", string.Join('\n', new[] { $"{EnumNames.Of(e.Type)}, {EnumNames.Of(e.Status)}", "Service: " + e.Service, environment.Length == 0 ? "" : "Environment: " + environment, e.Owner.Length == 0 ? "" : "Owner: " + e.Owner }.Where(l => l.Length > 0)))
            .Text("CATEGORIES", EnumNames.Of(e.Type)).Line("STATUS", isPlanned ? "TENTATIVE" : "CONFIRMED").Line("TRANSP", "TRANSPARENT")
            .Line("URL", $"{server}/events/{e.Id}").Line("END", "VEVENT");
    }

    private static void Write(ICalendarText text, FreezeTime freeze, string server)
    {
        var (window, span) = (freeze.Window, freeze.Span);
        text.Line("BEGIN", "VEVENT").Line("UID", $"freeze-{window.Id}-{ICalendarText.At(span.Start)}@tracker");
        Stamp(text, window.CreatedAt.ToDateTimeOffset());
        text.Time("DTSTART", span.Start).Time("DTEND", span.End)
            .Text("SUMMARY", "Freeze: " + window.Reason)
            .Text("DESCRIPTION", $"Nothing starts: {Covered("service", window.Service)}, {Covered("environment", window.Environment)}.")
            .Line("CATEGORIES", "freeze").Line("STATUS", "CONFIRMED").Line("TRANSP", "TRANSPARENT")
            .Line("URL", $"{server}/locks/freezes/{window.Id}").Line("END", "VEVENT");
    }

    // 3.8.7.2: without a METHOD, DTSTAMP says the same as LAST-MODIFIED.
    private static void Stamp(ICalendarText text, DateTimeOffset at) => text.Time("DTSTAMP", at).Time("LAST-MODIFIED", at);

    private static string Covered(string what, string name) => name == "*" ? $"every {what}" : $"{what} {name}";

    private static DateTimeOffset NextHour(DateTimeOffset now) => new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
}
