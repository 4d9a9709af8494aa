using Tracker.Server.Notifications.Rules;

namespace Tracker.Server.Notifications.Pages;

/// <summary>The form of a rule, as it is posted.</summary>
public sealed class RuleFields
{
    public string? Channel { get; set; }

    public string? Kinds { get; set; }

    public string? Service { get; set; }

    public string? Environment { get; set; }

    public string? Tag { get; set; }

    public string? Subject { get; set; }

    public string? Severity { get; set; }

    internal static RuleFields Of(AlertRule rule) => new()
    {
        Channel = rule.ChannelId.ToString(),
        Kinds = string.Join(", ", rule.Kinds),
        Service = rule.Service,
        Environment = rule.Environment,
        Tag = rule.Tag,
        Subject = rule.Subject,
        Severity = RuleService.WordOf(rule.Severity),
    };

    /// <summary>All of it: an empty field fits any.</summary>
    public RuleRequest ToRequest() => new(
        Guid.TryParse(Channel, out var channel) ? channel : null,
        (Kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Trimmed(Service), Trimmed(Environment), Trimmed(Tag), Trimmed(Subject), Severity);

    /// <summary>The field that a refusal is about, by the name it begins with.</summary>
    public static string FieldOf(string message) => message.Split(' ', ':')[0] switch
    {
        "kinds" => "Input.Kinds",
        "service" => "Input.Service",
        "environment" => "Input.Environment",
        "tag" => "Input.Tag",
        "subject" => "Input.Subject",
        "severity" => "Input.Severity",
        _ => "Input.Channel",
    };

    private static string Trimmed(string? text) => text?.Trim() ?? "";
}
