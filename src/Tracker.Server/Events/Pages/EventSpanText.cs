using Tracker.Server.Events.Views;
using Tracker.Server.Web;

namespace Tracker.Server.Events.Pages;

/// <summary>A span in words: what a picture shows by place and colour.</summary>
internal static class EventSpanText
{
    public static string Of(EventSpan span, ViewerTime viewer)
    {
        var e = span.Event;
        var place = e.Environment == EventEnvironment.Unspecified ? e.Service : $"{e.Service}, {EventWords.Of(e.Environment)}";
        var owner = e.Owner.Length == 0 ? "" : $"\n{e.Owner}";
        return $"{e.Title}\n{EventWords.Of(e.Type)} · {place}\n{EventWords.Of(span.Status)} · {When(span, viewer)}{owner}";
    }

    public static string When(EventSpan span, ViewerTime viewer)
    {
        var start = viewer.Text(span.Start, TimeStyle.Short);
        return span.Shape switch
        {
            SpanShape.Point => start,
            SpanShape.Running => $"since {start}, {DurationText.Of(span.Duration)} so far",
            _ when viewer.Local(span.Start).Date == viewer.Local(span.End).Date => $"{start}–{viewer.Text(span.End, TimeStyle.Clock)}, {DurationText.Of(span.Duration)}",
            _ => $"{start} – {viewer.Text(span.End, TimeStyle.Short)}, {DurationText.Of(span.Duration)}",
        };
    }
}
