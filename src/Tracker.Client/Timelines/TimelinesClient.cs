using System.Text;
using Tracker.Client.Connect;
using Tracker.Client.Json;

namespace Tracker.Client.Timelines;

/// <summary>
/// Timelines over HTTP, for those who need to know that what they say arrived; <see cref="TrackerClient.Timeline"/> sends
/// datagrams, which cost nothing. Every method throws <see cref="TrackerException"/> when it was not done.
/// </summary>
public sealed class TimelinesClient
{
    /// <summary>In place of a timeline's id: the newest one.</summary>
    public const string Latest = "latest";

    private static readonly Route RootRoute = Route.Get("/api");
    private static readonly Route ContextsRoute = Route.Get("/api/contexts");
    private static readonly Route ContextRoute = Route.Get("/api/contexts/{context}");
    private static readonly Route BeginRoute = Route.Post("/api/contexts/{context}");
    private static readonly Route ConfigureRoute = Route.Put("/api/contexts/{context}");
    private static readonly Route DeleteContextRoute = Route.Delete("/api/contexts/{context}");
    private static readonly Route SendRoute = Route.Post("/api/contexts/{context}/events");
    private static readonly Route TimelineRoute = Route.Get("/api/contexts/{context}/{timeline}");
    private static readonly Route DeleteRoute = Route.Delete("/api/contexts/{context}/{timeline}");
    private static readonly Route StreamRoute = Route.Get("/api/contexts/{context}/{timeline}/stream");
    private static readonly Route StatsRoute = Route.Get("/api/contexts/{context}/stats");
    private static readonly Route CompareRoute = Route.Get("/api/contexts/{context}/{timeline}/compare/{other}");

    private readonly RestConnection _rest;

    internal TimelinesClient(RestConnection rest) => _rest = rest;

    /// <summary>Links to everything that the server serves, by their relation.</summary>
    public async Task<IReadOnlyDictionary<string, ApiLink>> GetLinksAsync(CancellationToken ct = default) =>
        (await _rest.SendAsync(RootRoute, RootRoute.Path(), TimelinesJson.Default.LinksAnswer, ct).ConfigureAwait(false)).Links;

    /// <summary>The names of all contexts.</summary>
    public Paged<string> Contexts() => new(async (page, perPage, ct) =>
    {
        var links = await LinksAsync(ContextsRoute, ContextsRoute.Path(), page, perPage, ct).ConfigureAwait(false);
        return new([.. links.Items.Select(i => i.Name ?? "")], null, false, links.Next is not null);
    });

    /// <summary>A context's timelines, newest first.</summary>
    public Paged<TimelineItem> List(string context) => new(async (page, perPage, ct) =>
    {
        var links = await LinksAsync(ContextRoute, ContextRoute.Path(context), page, perPage, ct).ConfigureAwait(false);
        return new([.. links.Items.Select(i => new TimelineItem(Uri.UnescapeDataString(i.Href[(i.Href.LastIndexOf('/') + 1)..]), i.Name ?? ""))], null, false, links.Next is not null);
    });

    /// <summary>A context's settings.</summary>
    public Task<ContextDetails> GetContextAsync(string context, CancellationToken ct = default) =>
        _rest.SendAsync(ContextRoute, ContextRoute.Path(context) + new Query().Add("per_page", 1), TimelinesJson.Default.ContextDetails, ct);

    /// <summary>Makes a context, or replaces its settings.</summary>
    public Task<ContextDetails> ConfigureAsync(string context, ContextSettings settings, CancellationToken ct = default) =>
        _rest.SendAsync(ConfigureRoute, ConfigureRoute.Path(context), settings, TimelinesJson.Default.ContextSettings, TimelinesJson.Default.ContextDetails, ct);

    /// <summary>Deletes a context with all that it holds; takes the admin scope. Audited.</summary>
    public Task DeleteContextAsync(string context, CancellationToken ct = default) => _rest.SendAsync(DeleteContextRoute, DeleteContextRoute.Path(context), ct);

    /// <summary>Begins a timeline, to which events go from then on. A context that is unknown comes to be.</summary>
    public Task<BegunTimeline> BeginAsync(string context, NewTimeline? timeline = null, CancellationToken ct = default) =>
        _rest.SendAsync(BeginRoute, BeginRoute.Path(context), timeline ?? new(), TimelinesJson.Default.NewTimeline, TimelinesJson.Default.BegunTimeline, ct);

    /// <summary>Tells what happened. Answered when it is durable; a message that is invalid does not keep the others from being stored.</summary>
    /// <param name="context">Where it happened; a context that is unknown comes to be.</param>
    /// <param name="messages">At most 10,000, and 1 MB in all.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>What became of each, in their order.</returns>
    public Task<IReadOnlyList<MessageOutcome>> SendAsync(string context, IReadOnlyList<ContextMessage> messages, CancellationToken ct = default) =>
        _rest.SendAsync(SendRoute, SendRoute.Path(context), messages, TimelinesJson.Default.IReadOnlyListContextMessage, TimelinesJson.Default.IReadOnlyListMessageOutcome, ct);

    /// <summary>A timeline with its events.</summary>
    /// <param name="context">Its context.</param>
    /// <param name="timeline">Its id, its label, or <see cref="Latest"/>.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<TimelineDetails> GetAsync(string context, string timeline = Latest, CancellationToken ct = default) =>
        _rest.SendAsync(TimelineRoute, TimelineRoute.Path(context, timeline), TimelinesJson.Default.TimelineDetails, ct);

    /// <summary>A timeline in another form.</summary>
    /// <param name="context">Its context.</param>
    /// <param name="timeline">Its id, its label, or <see cref="Latest"/>.</param>
    /// <param name="format">Which form.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<string> ExportAsync(string context, string timeline, TimelineFormat format, CancellationToken ct = default)
    {
        var exchange = new Exchange(TimelineRoute, TimelineRoute.Path(context, timeline) + new Query().AddName<TimelineFormat>("format", format)) { Accept = "*/*" };
        return Encoding.UTF8.GetString(await _rest.SendAsync(exchange, ct).ConfigureAwait(false));
    }

    /// <summary>Deletes a timeline with its events; takes the admin scope. Audited.</summary>
    public Task DeleteAsync(string context, string timeline, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path(context, timeline), ct);

    /// <summary>How long the events of a context usually take.</summary>
    /// <param name="context">Its name.</param>
    /// <param name="timelines">From how many finished timelines; the last 50 unless given.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<ContextStats> GetStatsAsync(string context, int? timelines = null, CancellationToken ct = default) =>
        _rest.SendAsync(StatsRoute, StatsRoute.Path(context) + new Query().Add("timelines", timelines), TimelinesJson.Default.ContextStats, ct);

    /// <summary>Two timelines of a context, event by event.</summary>
    public Task<TimelineComparison> CompareAsync(string context, string timeline, string other, CancellationToken ct = default) =>
        _rest.SendAsync(CompareRoute, CompareRoute.Path(context, timeline, other), TimelinesJson.Default.TimelineComparison, ct);

    /// <summary>
    /// A timeline as it grows. A connection that ends is made anew, and continues where it ended; the enumeration ends when the
    /// timeline is deleted. It throws when the first connection fails, or a later one is refused for good.
    /// </summary>
    /// <param name="context">Its context.</param>
    /// <param name="timeline">Its id, its label, or <see cref="Latest"/>, which goes on with the next timeline when that begins.</param>
    /// <param name="ct">Ends the enumeration.</param>
    public IAsyncEnumerable<TimelineChange> FollowAsync(string context, string timeline = Latest, CancellationToken ct = default) =>
        new TimelineFollower(_rest, new Exchange(StreamRoute, StreamRoute.Path(context, timeline)) { Accept = "text/event-stream" }).FollowAsync(ct);

    private async Task<ListLinks> LinksAsync(Route route, string path, int page, int perPage, CancellationToken ct) =>
        (await _rest.SendAsync(route, path + new Query().Add("page", page).Add("per_page", perPage), TimelinesJson.Default.ListAnswer, ct).ConfigureAwait(false)).Links;
}
