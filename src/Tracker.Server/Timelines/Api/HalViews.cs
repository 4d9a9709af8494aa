using System.Text.Json.Serialization;
using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Api;

/// <summary>A link of HAL. Templated ones hold names in braces, as in RFC 6570.</summary>
public sealed record HalLink(
    [property: JsonPropertyName("href")] string Href,
    [property: JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null)
{
    [JsonPropertyName("templated"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Templated { get; init; }

    [JsonPropertyName("type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }
}

/// <summary>The root, which leads to everything else.</summary>
/// <param name="Links">One or several <see cref="HalLink"/> by their relation.</param>
public sealed record RootView([property: JsonPropertyName("_links")] IReadOnlyDictionary<string, object> Links);

/// <summary>A page of contexts by name.</summary>
public sealed record ContextListView([property: JsonPropertyName("_links")] IReadOnlyDictionary<string, object> Links);

/// <summary>A context; its timelines are among its links, newest first.</summary>
public sealed record ContextView
{
    [JsonPropertyName("_links")]
    public required IReadOnlyDictionary<string, object> Links { get; init; }

    [JsonPropertyName("Name")]
    public required string Name { get; init; }

    [JsonPropertyName("Description")]
    public required string Description { get; init; }

    [JsonPropertyName("Service")]
    public string? Service { get; init; }

    [JsonPropertyName("Environment")]
    public string? Environment { get; init; }

    [JsonPropertyName("Host")]
    public string? Host { get; init; }

    [JsonPropertyName("Tags")]
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>How many timelines are kept; null for no such limit.</summary>
    [JsonPropertyName("KeepTimelines")]
    public int? KeepTimelines { get; init; }

    [JsonPropertyName("KeepDays")]
    public int? KeepDays { get; init; }

    /// <summary>Seconds after which an event that did not end counts as abandoned.</summary>
    [JsonPropertyName("OpenTimeout")]
    public long OpenTimeout { get; init; }

    [JsonPropertyName("CreatedAt")]
    public DateTimeOffset CreatedAt { get; init; }

    internal static ContextView Of(TimelineContext context, IReadOnlyDictionary<string, object> links) => new()
    {
        Links = links,
        Name = context.Name,
        Description = context.Description,
        Service = context.Service,
        Environment = context.Environment,
        Host = context.Host,
        Tags = context.Tags,
        KeepTimelines = context.KeepTimelines,
        KeepDays = context.KeepDays,
        OpenTimeout = (long)context.OpenTimeout.TotalSeconds,
        CreatedAt = context.CreatedAt,
    };
}

/// <summary>A timeline without its events.</summary>
public record TimelineHeadView
{
    [JsonPropertyName("Id")]
    public required string Id { get; init; }

    [JsonPropertyName("Label")]
    public required string Label { get; init; }

    [JsonPropertyName("Context")]
    public required string Context { get; init; }

    /// <summary>Whether it is the newest one, to which events go.</summary>
    [JsonPropertyName("Active")]
    public bool Active { get; init; }

    /// <summary>When the first of its events began; null without events.</summary>
    [JsonPropertyName("First")]
    public DateTimeOffset? First { get; init; }

    /// <summary>The last thing that happened.</summary>
    [JsonPropertyName("Last")]
    public DateTimeOffset? Last { get; init; }

    /// <summary>How many events have begun and not ended.</summary>
    [JsonPropertyName("Open")]
    public int Open { get; init; }

    /// <summary>How many ends came without a start.</summary>
    [JsonPropertyName("NoStart")]
    public int NoStart { get; init; }

    /// <summary>How many events will not end: the same began again, or too much time has passed.</summary>
    [JsonPropertyName("Abandoned")]
    public int Abandoned { get; init; }

    /// <summary>How often events began that had begun before in this timeline; the last time of each is shown.</summary>
    [JsonPropertyName("Repeated")]
    public int Repeated { get; init; }

    /// <summary>Whether there is more than can be shown: 200,000 starts, points and ends.</summary>
    [JsonPropertyName("Cut"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cut { get; init; }

    internal static TimelineHeadView Of(TimelineContent content) => Fill(new TimelineHeadView { Id = "", Label = "", Context = "" }, content);

    internal static T Fill<T>(T view, TimelineContent content)
        where T : TimelineHeadView => (T)((TimelineHeadView)view with
        {
            Id = content.Timeline.Id,
            Label = content.Timeline.Label,
            Context = content.Timeline.Context,
            Active = content.Timeline.IsActive,
            First = content.First,
            Last = content.Last,
            Open = content.Open,
            NoStart = content.StrayEnds,
            Abandoned = content.Abandoned,
            Repeated = content.Repeated,
            Cut = content.IsCut,
        });
}

/// <summary>A timeline with its events, by their start.</summary>
public sealed record TimelineView : TimelineHeadView
{
    [JsonPropertyName("_links")]
    public required IReadOnlyDictionary<string, object> Links { get; init; }

    [JsonPropertyName("Events")]
    public required IReadOnlyList<TimelineEventView> Events { get; init; }

    internal static TimelineView Of(TimelineContent content, IReadOnlyDictionary<string, object> links) => Fill(
        new TimelineView { Id = "", Label = "", Context = "", Links = links, Events = [.. content.Events.Select(TimelineEventView.Of)] }, content);
}

/// <summary>An event of a timeline; its name and host are there once.</summary>
public sealed record TimelineEventView
{
    /// <summary>With its ancestors, divided by dots; a dot that does not divide is written <c>\.</c></summary>
    [JsonPropertyName("Name")]
    public required string Name { get; init; }

    [JsonPropertyName("Host"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Host { get; init; }

    [JsonPropertyName("Start")]
    public DateTimeOffset Start { get; init; }

    [JsonPropertyName("End"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? End { get; init; }

    /// <summary><c>event</c>, or <c>single</c> for a point in time.</summary>
    [JsonPropertyName("Type")]
    public required string Type { get; init; }

    /// <summary><c>ok</c>, <c>warning</c>, <c>failed</c> or <c>skipped</c>, if its sender said so.</summary>
    [JsonPropertyName("Status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary><c>open</c>, <c>ended</c>, <c>abandoned</c> or <c>point</c>.</summary>
    [JsonPropertyName("Progress")]
    public required string Progress { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("Duration"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Duration { get; init; }

    /// <summary>How often it had begun in this timeline before.</summary>
    [JsonPropertyName("Repeats"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Repeats { get; init; }

    internal static TimelineEventView Of(TimelineEvent e) => new()
    {
        Name = e.Name,
        Host = e.Host.Length == 0 ? null : e.Host,
        Start = e.Start,
        End = e.End,
        Type = e.Progress == EventProgress.Point ? "single" : "event",
        Status = TextOf(e.Status),
        Progress = TextOf(e.Progress),
        Duration = e.Duration?.TotalSeconds,
        Repeats = e.Repeats,
    };

    internal static string? TextOf(TimelineStatus status) => status switch
    {
        TimelineStatus.Ok => "ok",
        TimelineStatus.Warning => "warning",
        TimelineStatus.Failed => "failed",
        TimelineStatus.Skipped => "skipped",
        _ => null,
    };

    internal static string TextOf(EventProgress progress) => progress switch
    {
        EventProgress.Open => "open",
        EventProgress.Ended => "ended",
        EventProgress.Abandoned => "abandoned",
        _ => "point",
    };
}
