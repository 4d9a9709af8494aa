using System.Collections.Frozen;

namespace Tracker.Server.Operations;

/// <summary>
/// The services that get a metrics label of their own. The rest is <c>other</c>: a flood of made-up names may neither
/// grow memory nor push real ones out.
/// </summary>
public sealed class ServiceLabels
{
    public const string Other = "other";

    public static Setting<string?> Named { get; } = Setting.Text(
        "TRACKER_METRIC_SERVICES", "services with a metrics label of their own", "service names, separated by commas (at most 1000)",
        t => t.Split(',').Length <= 1000);

    /// <summary>How many services may have a label in all.</summary>
    public const int Most = 1000;

    private readonly FrozenSet<string> _named;
    private volatile FrozenSet<string> _known;

    public ServiceLabels(Settings settings) =>
        _known = _named = (settings.Get(Named) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToFrozenSet(StringComparer.Ordinal);

    public string For(string service) => _known.Contains(service) ? service : Other;

    /// <summary>The services that the catalog knows now, beside those that the setting names; the first ones where there are too many.</summary>
    public void Catalogued(IEnumerable<string> services) =>
        _known = _named.Union(services.Order(StringComparer.Ordinal)).Take(Most).ToFrozenSet(StringComparer.Ordinal);
}
