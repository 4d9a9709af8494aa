using Tracker.Server.Activity;

namespace Tracker.Tests.Activity;

internal static class SomeRows
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <param name="before">Minutes before noon.</param>
    public static ActivityEntry Entry(
        double before, string kind, string? service = "payments", string? environment = "production", string? host = null, string? subject = null,
        Severity severity = Severity.Info, string? visibleTo = null) =>
        new(Noon.AddMinutes(-before), ModuleOf(kind), kind, subject ?? $"{kind} {service} {before}", severity, $"{kind} of {service}", "/events")
        {
            Service = service,
            Environment = environment,
            Host = host,
            VisibleTo = visibleTo,
        };

    private static string ModuleOf(string kind) => kind.Split('.')[0] switch
    {
        "lock" or "freeze" => "locks",
        "task" => "tasks",
        "timeline" => "timelines",
        "release" => "releases",
        "run" => "runs",
        "catalog" => "catalog",
        _ => "events",
    };
}
