namespace Tracker.Server.Demo.Plan;

/// <summary>What broke: some of it because of a deployment minutes to hours before, most of it of itself.</summary>
internal static class IncidentPart
{
    private const int OfDeployments = 9;
    private const int OfDependencies = 8;
    private const int OfThemselves = 24;

    private static readonly (string What, string Found)[] Broken =
    [
        ("error rate above 5 %", "Rolled back; the new version did not take the old messages."),
        ("p99 latency above 2 s", "A query without its index came with the new version; fixed forward."),
        ("pods restart in a loop", "The new version needs more memory than it has; limit raised."),
        ("requests time out", "The connection pool of the new version was too small; rolled back."),
    ];

    private static readonly (string What, string Found)[] Called =
    [
        ("calls to a dependency fail", "What it depends on answered in another form since its new version; that was rolled back."),
        ("half of the requests end in 502", "A service behind it refused the calls since its new version; fixed there."),
        ("slow since this morning", "A service that it calls became slow with its new version; rolled back there."),
    ];

    private static readonly (string What, string Found)[] Plain =
    [
        ("disk nearly full", "Old logs deleted, volume grown."),
        ("certificate expires today", "Renewed by hand; the renewal job was stuck."),
        ("traffic three times as usual", "A campaign nobody had announced; scaled out."),
        ("a node was lost", "The node was drained and replaced."),
        ("provider has an outage", "Waited for the provider; all is well again."),
    ];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("incidents");
        var deployed = script.Deployed.Where(d => d.Ended < script.End.AddHours(-5)).OrderBy(_ => random.Next()).ToList();
        var broken = 0;
        foreach (var cause in deployed.Take(OfDeployments))
        {
            var (key, at) = ($"incident:deployment:{++broken}", Later(cause, random));
            script.AddIncident(key, cause.Service, at, Pick(Broken, random), random);
            script.Plant(new(CauseKind.Deployment, cause.Key, key, cause.Service.Name, at));
        }

        foreach (var cause in deployed.Skip(OfDeployments).Where(d => script.Platform.Users[d.Service.Name].Any()).Take(OfDependencies))
        {
            var users = script.Platform.Users[cause.Service.Name].ToList();
            var (key, at, user) = ($"incident:dependency:{++broken}", Later(cause, random), users[random.Next(users.Count)]);
            script.AddIncident(key, user, at, Pick(Called, random), random);
            script.Plant(new(CauseKind.Dependency, cause.Key, key, user.Name, at));
        }

        script.AddIncident("incident:now", script.Platform["search"], script.End.AddMinutes(-9), ("answers slowly, half of the nodes are at their limit", ""), random);
        for (var i = 0; i < OfThemselves; i++)
        {
            var service = script.Platform.Services[random.Next(script.Platform.Services.Count)];
            script.AddIncident($"incident:itself:{i}", service, script.Begin.AddMinutes(random.Next(60, DemoScript.Days * 24 * 60)), Pick(Plain, random), random);
        }
    }

    /// <summary>Most is noticed within the hour, some takes longer to show.</summary>
    private static DateTimeOffset Later(Deployed cause, Random random) =>
        cause.Ended.AddSeconds(random.Next(4) == 0 ? random.Next(3600, 4 * 3600) : random.Next(120, 3600));

    private static (string, string) Pick((string, string)[] of, Random random) => of[random.Next(of.Length)];
}
