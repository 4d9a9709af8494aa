using Tracker.Server.Activity;

namespace Tracker.Server.Notifications.Rules;

/// <summary>A channel that is to be told.</summary>
internal sealed record Addressee(Guid Id, string Name, string Kind);

/// <summary>A rule of a channel that is switched on, as alerts are held against it.</summary>
internal sealed record ActiveRule(Addressee Channel, IReadOnlyList<string> Kinds, string Service, string Environment, string Tag, string Subject, Severity Severity)
{
    public bool Fits(Alert alert) =>
        alert.Severity >= Severity
        && (Service.Length == 0 || Service == alert.Service)
        && (Environment.Length == 0 || Environment == alert.Environment)
        && (Subject.Length == 0 || Subject == alert.Subject)
        && (Tag.Length == 0 || alert.Tags.Contains(Tag))
        && (Kinds.Count == 0 || FitsKind(alert.Kind));

    private bool FitsKind(string kind)
    {
        foreach (var pattern in Kinds)
        {
            if (AlertRule.Fits(pattern, kind)) return true;
        }

        return false;
    }
}
