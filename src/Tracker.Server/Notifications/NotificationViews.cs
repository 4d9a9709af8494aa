using System.Text.Json.Serialization;
using Tracker.Server.Notifications.Channels;
using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Rules;
using Tracker.Storage;

namespace Tracker.Server.Notifications;

public sealed record CreateChannelRequest(string? Name, string? Kind, ChannelConfig? Config);

/// <summary>What is left out stays as it is, inside config too; an empty text there takes something away.</summary>
public sealed record ChangeChannelRequest(string? Name, ChannelConfig? Config, bool? Enabled);

/// <summary>A channel as administrators see it: its addresses and secrets are not shown again.</summary>
public sealed record ChannelView(
    Guid Id, string Name, string Kind, string Summary, bool Enabled,
    [property: JsonPropertyName("created_by")] string CreatedBy,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    long Dropped,
    [property: JsonPropertyName("dropped_at")] DateTimeOffset? DroppedAt)
{
    /// <summary>What deliveries are signed with; only where it was just made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    internal static ChannelView Of(Channel c) => new(c.Id, c.Name, c.Kind, c.Summary, c.IsEnabled, c.CreatedBy, c.CreatedAt, c.Dropped, c.DroppedAt);
}

/// <summary>How a test went.</summary>
public sealed record TestView(bool Delivered, string Detail);

public sealed record RuleView(
    Guid Id, Guid Channel, IReadOnlyList<string> Kinds, string Service, string Environment, string Tag, string Subject, string Severity,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt)
{
    internal static RuleView Of(AlertRule r) => new(
        r.Id, r.ChannelId, r.Kinds, r.Service, r.Environment, r.Tag, r.Subject, RuleService.WordOf(r.Severity), r.CreatedAt);
}

/// <summary>A delivery; <c>number</c> is what <c>before</c> takes to list the older ones.</summary>
public sealed record DeliveryView(
    long Number, Guid Id, string Channel, string Kind, string Subject, string Title, string State, int Attempts,
    [property: JsonPropertyName("due_at")] DateTimeOffset DueAt,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt)
{
    /// <summary>Each attempt, oldest first; in the answer about one delivery alone.</summary>
    [JsonPropertyName("history")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AttemptView>? History { get; init; }

    internal static DeliveryView Of(DeliveryEntry d) => new(
        d.Number, d.Id, d.Channel, d.Kind, d.Subject, d.Title, d.State.ToString().ToLowerInvariant(), d.Attempts, d.DueAt, d.CreatedAt);
}

public sealed record AttemptView(DateTimeOffset At, string Outcome, string Detail)
{
    internal static AttemptView Of(OutboxAttempt a) => new(a.At, a.Outcome switch { OutboxOutcome.Delivered => "delivered", OutboxOutcome.Retried => "retried", _ => "given_up" }, a.Detail);
}
