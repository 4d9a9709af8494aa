using System.Text.Json.Serialization;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>How long something usually takes, in seconds.</summary>
/// <param name="Mad">The median distance from the median.</param>
public sealed record SpreadView(
    [property: JsonPropertyName("Samples")] int Samples,
    [property: JsonPropertyName("Timelines")] int Timelines,
    [property: JsonPropertyName("MedianSeconds")] double Median,
    [property: JsonPropertyName("MadSeconds")] double Mad,
    [property: JsonPropertyName("P95Seconds")] double P95)
{
    internal static SpreadView Of(Spread spread) => new(spread.Samples, spread.Timelines, spread.Median.TotalSeconds, spread.Mad.TotalSeconds, spread.P95.TotalSeconds);
}

/// <summary>A name and what is usual for it; ancestors that nobody sent are among them.</summary>
public sealed record NamedSpreadView([property: JsonPropertyName("Name")] string Name, [property: JsonPropertyName("Duration")] SpreadView Duration);

/// <summary>What is usual in a context.</summary>
/// <param name="Timelines">From how many finished timelines.</param>
/// <param name="Whole">From first event to last.</param>
public sealed record StatsView(
    [property: JsonPropertyName("_links")] IReadOnlyDictionary<string, object> Links,
    [property: JsonPropertyName("Timelines")] int Timelines,
    [property: JsonPropertyName("Whole")] SpreadView? Whole,
    [property: JsonPropertyName("Events")] IReadOnlyList<NamedSpreadView> Events)
{
    internal static StatsView Of(TimelineContext context, Baseline baseline) => new(
        new Dictionary<string, object> { ["self"] = new HalLink(HalLinks.Of(context.Name) + "/stats"), ["up"] = new HalLink(HalLinks.Of(context.Name)) },
        baseline.Timelines, baseline.Whole is { } whole ? SpreadView.Of(whole) : null,
        [.. baseline.Names.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => new NamedSpreadView(n.Key, SpreadView.Of(n.Value)))]);
}

/// <summary>An event in two timelines; a duration is null where it is not there or has none.</summary>
public sealed record ComparedEventView(
    [property: JsonPropertyName("Name")] string Name,
    [property: JsonPropertyName("Host"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Host,
    [property: JsonPropertyName("Seconds")] double? One,
    [property: JsonPropertyName("OtherSeconds")] double? Other,
    [property: JsonPropertyName("DifferenceSeconds")] double? Difference);

/// <summary>Two timelines side by side.</summary>
public sealed record ComparisonView(
    [property: JsonPropertyName("_links")] IReadOnlyDictionary<string, object> Links,
    [property: JsonPropertyName("Seconds")] double? One,
    [property: JsonPropertyName("OtherSeconds")] double? Other,
    [property: JsonPropertyName("DifferenceSeconds")] double? Difference,
    [property: JsonPropertyName("Events")] IReadOnlyList<ComparedEventView> Events)
{
    internal static ComparisonView Of(TimelineComparison comparison)
    {
        var (one, other) = (comparison.One.Content.Timeline, comparison.Other.Content.Timeline);
        return new(
            new Dictionary<string, object>
            {
                ["self"] = new HalLink($"{HalLinks.Of(one)}/compare/{Uri.EscapeDataString(other.Id)}"),
                ["up"] = new HalLink(HalLinks.Of(one)),
                ["other"] = new HalLink(HalLinks.Of(other)),
            },
            comparison.One.Duration?.TotalSeconds, comparison.Other.Duration?.TotalSeconds, comparison.Difference?.TotalSeconds,
            [.. comparison.Events.Select(e => new ComparedEventView(e.Name, e.Host.Length > 0 ? e.Host : null, e.One?.TotalSeconds, e.Other?.TotalSeconds, e.Difference?.TotalSeconds))]);
    }
}
