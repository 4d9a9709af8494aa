using Tracker.Server.Events.Views;
using Tracker.Server.Operations;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Events.Pages;

/// <summary>What happened to a service lately, for other modules' pages.</summary>
[ModuleService]
public sealed class ServiceEvents(EventReader reader)
{
    /// <summary>The newest events of the service, and how many there are (exact up to 10,000).</summary>
    /// <param name="service">Its name.</param>
    /// <param name="incidents">Only incidents.</param>
    /// <param name="most">So many at most.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<(IReadOnlyList<ServiceEvent> Newest, int Total)> ReadAsync(string service, bool incidents, int most, CancellationToken ct)
    {
        var page = await reader.SearchAsync(new() { Services = [service], Types = incidents ? [EventType.Incident] : [], PerPage = most }, ct);
        return ([.. page.Events.Select(EventSummary.Of).Select(Of)], page.Total);
    }

    private static ServiceEvent Of(EventSummary e) => new(
        e.Id, e.Title, EventWords.Of(e.Type), EventWords.Of(e.Status), EventWords.Of(e.Environment), e.StartDate ?? e.CreatedAt, EventTones.Of(e.Type, e.Status));
}

/// <summary>An event as a line of a list, in words.</summary>
[ModuleService]
public sealed record ServiceEvent(Guid Id, string Title, string Type, string Status, string Environment, DateTimeOffset At, Tone Tone)
{
    public string Href => "/events/" + Id;
}
