namespace Tracker.Cli.Runs.Joined;

/// <summary>What a lock or a deployment is about: <c>service@environment[:resource]</c>.</summary>
internal sealed record Subject(string Service, string Environment, string Resource)
{
    public const string Deployment = "deployment";

    public static Subject Parse(string option, string text)
    {
        var at = text.LastIndexOf('@');
        var (service, place) = at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
        var colon = place.IndexOf(':');
        var (environment, resource) = colon < 0 ? (place, Deployment) : (place[..colon], place[(colon + 1)..]);
        return service.Length > 0 && resource.Length > 0
            ? new(service, environment, resource)
            : throw CommandException.WrongUsage($"{option} must be such as shop@production or shop@production:database.");
    }

    public override string ToString() => $"{Service}@{Environment}:{Resource}";
}
