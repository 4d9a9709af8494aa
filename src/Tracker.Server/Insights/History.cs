using Tracker.Server.Events;

namespace Tracker.Server.Insights;

/// <summary>
/// Takes events in any order, keeps of them what figures need, and tells which deployments and incidents they make. What a
/// figure means is in docs/insights.md.
/// </summary>
/// <param name="only">Deployments and incidents of this environment; null for all.</param>
public sealed class History(EventEnvironment? only)
{
    private static readonly EventStatus[] Resolving = [EventStatus.Success, EventStatus.Close, EventStatus.Done];

    private readonly Traces _traces = new();
    private readonly Dictionary<Guid, HistoricEvent> _begun = [];
    private readonly Dictionary<Guid, HistoricEvent> _results = [];
    private readonly Dictionary<Guid, HistoricEvent> _incidents = [];
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>The statuses in which an incident has ended.</summary>
    public static IReadOnlyCollection<EventStatus> ResolvingStatuses => Resolving;

    /// <summary>Successful deployments to other environments.</summary>
    public int Elsewhere { get; private set; }

    /// <summary>Those that deployed something or had an incident.</summary>
    public IEnumerable<string> Services => _results.Values.Concat(_incidents.Values).Select(e => e.Service).Distinct();

    /// <summary>Incidents that ended by an update without a date: the changelog knows when.</summary>
    public IEnumerable<Guid> Undated => _incidents.Values.Where(e => IsResolving(e) && e.EndDate is null && e.ReachedAt is null).Select(e => e.Id);

    public void Add(HistoricEvent e)
    {
        var at = e.At < e.CreatedAt ? e.At : e.CreatedAt;
        EventEnvironment? place = e.Type == EventType.Deployment ? e.Environment : null;
        if (e.Version.Length > 0) _traces.Add(One(e.Service), One(e.Version), place, at);
        if (e.PullRequest.Length > 0) _traces.Add("", One(e.PullRequest), place, at);
        if (e.Type == EventType.Incident) _incidents.TryAdd(e.Id, Kept(e));
        else if (e.Type == EventType.Deployment && (only is null || e.Environment == only)) (HasEnded(e.Status) ? _results : _begun).TryAdd(e.Id, Kept(e));
        else if (e is { Type: EventType.Deployment, Status: EventStatus.Success }) Elsewhere++;
    }

    /// <summary>The deployments by when they ended, and the incidents by when they began.</summary>
    /// <param name="moved">When the incidents of <see cref="Undated"/> ended.</param>
    public (IReadOnlyList<Change> Changes, IReadOnlyList<Outage> Outages) Tell(IReadOnlyDictionary<Guid, DateTimeOffset> moved, DateTimeOffset now)
    {
        var changes = Changes();
        foreach (var place in changes.Where(c => c.Succeeded).GroupBy(c => (c.Service, c.Environment))) Sequences.Tell([.. place], _traces);
        var outages = Outages(moved, now);
        Blame.Tell(changes, outages, _begun.ContainsKey);
        return (changes, [.. outages.Where(o => only is null || o.Environment == only)]);
    }

    private static bool HasEnded(EventStatus status) => status is EventStatus.Success or EventStatus.Failure or EventStatus.Error;

    private static bool IsResolving(HistoricEvent e) => Resolving.Contains(e.Status);

    private List<Change> Changes()
    {
        var changes = new List<Change>(_results.Count);
        var told = new HashSet<(Guid, bool, string)>();
        foreach (var e in _results.Values)
        {
            var first = e.RelatedId is { } id && (_begun.TryGetValue(id, out var begun) || _results.TryGetValue(id, out begun)) && begun.Service == e.Service ? begun : null;
            var version = e.Version.Length > 0 ? e.Version : first?.Version ?? "";
            var succeeded = e.Status == EventStatus.Success;
            // Told twice: once more by another event of the same pair, or by one that follows the result.
            if (first is not null && HasEnded(first.Status) && (first.Status == EventStatus.Success) == succeeded && first.Version == version) continue;
            if (first is not null && !told.Add((first.Id, succeeded, version))) continue;
            changes.Add(new()
            {
                Id = e.Id,
                Service = e.Service,
                Environment = e.Environment,
                Succeeded = succeeded,
                At = e.ReachedAt ?? e.EndDate ?? e.CreatedAt,
                Version = version,
                PullRequest = e.PullRequest.Length > 0 ? e.PullRequest : first?.PullRequest ?? "",
                RelatedId = e.RelatedId,
                Failure = succeeded ? ChangeFailure.None : ChangeFailure.Deployment,
            });
        }

        return [.. changes.OrderBy(c => c.At).ThenBy(c => c.Id)];
    }

    private List<Outage> Outages(IReadOnlyDictionary<Guid, DateTimeOffset> moved, DateTimeOffset now)
    {
        var ends = new Dictionary<Guid, DateTimeOffset>();
        foreach (var e in _incidents.Values.Where(e => FirstOf(e) is not null && IsResolving(e)))
        {
            var (root, at) = (RootOf(e).Id, e.EndDate ?? e.CreatedAt);
            if (!ends.TryGetValue(root, out var earlier) || at < earlier) ends[root] = at;
        }

        var outages = new List<Outage>();
        foreach (var e in _incidents.Values.Where(e => FirstOf(e) is null))
        {
            DateTimeOffset? end = e.EndDate ?? (IsResolving(e) ? e.ReachedAt ?? (moved.TryGetValue(e.Id, out var at) ? at : null) : null);
            if (end is null && ends.TryGetValue(e.Id, out var told)) end = told;
            // An end to come is a plan; one that is not after its start tells no time.
            var isResolved = IsResolving(e) || end <= now;
            outages.Add(new(e.Id, e.Title, e.Service, e.Environment, e.At, isResolved && end > e.At && end <= now ? end : null, isResolved) { RelatedId = e.RelatedId });
        }

        return [.. outages.OrderBy(o => o.Start).ThenBy(o => o.Id)];
    }

    /// <summary>The incident that this one goes on with.</summary>
    private HistoricEvent? FirstOf(HistoricEvent e) =>
        e.RelatedId is { } id && id != e.Id && _incidents.TryGetValue(id, out var first) && first.Service == e.Service ? first : null;

    private HistoricEvent RootOf(HistoricEvent e)
    {
        // Updates can make two events name each other.
        for (var steps = 0; steps < 100 && FirstOf(e) is { } first; steps++) e = first;
        return e;
    }

    /// <summary>Of hundreds of thousands of events the same few texts.</summary>
    private HistoricEvent Kept(HistoricEvent e) => e with { Service = One(e.Service), Version = One(e.Version), PullRequest = One(e.PullRequest) };

    private string One(string text)
    {
        if (text.Length == 0) return "";
        if (_texts.TryGetValue(text, out var known)) return known;
        _texts.Add(text, text);
        return text;
    }
}
