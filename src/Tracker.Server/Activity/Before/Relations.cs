using Tracker.Server.Catalog;

namespace Tracker.Server.Activity.Before;

/// <summary>Tells what a row has to do with a moment.</summary>
internal sealed class Relations
{
    /// <summary>The service of what concerns every service.</summary>
    public const string Every = "*";

    private readonly Moment _moment;
    private readonly Dictionary<string, ServiceDependency> _dependencies;

    public Relations(Moment moment, IReadOnlyList<ServiceDependency> dependencies) =>
        (_moment, _dependencies) = (moment, dependencies.ToDictionary(d => d.Name, StringComparer.Ordinal));

    /// <summary>The closest relation there is; null when there is none.</summary>
    public Candidate? Of(ActivityRow row)
    {
        var entry = row.Entry;
        if (entry.At > _moment.At || _moment.IsAbout(row)) return null;
        if (_moment.Service is { } service && entry.Service == service)
            return new(row, IsSameEnvironment(entry) ? Relation.SameService : Relation.SameServiceElsewhere);
        if (IsSameEnvironment(entry) && entry.Service is { } name && _dependencies.TryGetValue(name, out var dependency))
            return new(row, dependency.Through is null ? Relation.Dependency : Relation.IndirectDependency, dependency.Through);
        if (_moment.Host is { } host && entry.Host == host) return new(row, Relation.SameHost);
        if (IsSameEnvironment(entry) && IsOfAll(entry)) return new(row, Relation.WholeEnvironment);
        return _moment is { Service: null, Host: null } && IsSameEnvironment(entry) ? new(row, Relation.AnyService) : null;
    }

    // Of two that do not both say where they are it is not known that they are apart.
    private bool IsSameEnvironment(ActivityEntry entry) =>
        _moment.Environment is null || entry.Environment is null || entry.Environment == _moment.Environment;

    // A lock or freeze window of every service has none; an operation says so by a star, or by the environment's own name.
    private bool IsOfAll(ActivityEntry entry) => entry.Service is null
        ? entry.Module == "locks"
        : entry.Service == Every || (entry.Service == entry.Environment && entry.Environment == _moment.Environment);
}
