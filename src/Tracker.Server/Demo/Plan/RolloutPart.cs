namespace Tracker.Server.Demo.Plan;

/// <summary>A deployment to production that went well.</summary>
internal sealed record Deployed(string Key, DemoService Service, DateTimeOffset Began, DateTimeOffset Ended);

/// <summary>Services that have pipelines of their own: versions go from development to production, some fail on their way.</summary>
internal static class RolloutPart
{
    private static readonly EventEnvironment[] Way = [EventEnvironment.Development, EventEnvironment.Integration, EventEnvironment.Preproduction, EventEnvironment.Production];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("rollouts");
        foreach (var service in script.Platform.Services.Where(s => !s.IsTracked))
        {
            var version = service.First;
            var at = script.Begin.AddMinutes(random.Next(9 * 24 * 60));
            for (var number = 1; at < script.End; number++)
            {
                version = random.Next(4) == 0 ? new(version.Major, version.Minor + 1, 0) : new(version.Major, version.Minor, version.Build + 1);
                at = RollOut(script, service, version, number, at, random).AddDays(4 + random.Next(9));
            }
        }
    }

    /// <summary>Answers when the last of it is over.</summary>
    private static DateTimeOffset RollOut(DemoScript script, DemoService service, Version version, int number, DateTimeOffset at, Random random)
    {
        // Not everything that is tried out goes on.
        var stages = random.Next(9) switch { 0 => 1, 1 => 3, _ => 4 };
        for (var stage = 0; stage < stages; stage++)
        {
            at = DemoScript.WorkingTime(at, random);
            var key = $"deployment:{service.Name}:{number}:{stage}";
            if (random.Next(16) == 0)
            {
                script.Add(new EventMade(at, key + ":failed", DemoEvents.Deployment(service, Way[stage], version, random)));
                script.Add(new EventMoved(at.AddMinutes(random.Next(2, 9)), key + ":failed", EventStatus.Failure, "The new pods did not become ready; rolled back."));
                at = at.AddMinutes(20 + random.Next(20));
            }

            var ended = at.AddSeconds(random.Next(100, 900));
            script.Add(new EventMade(at, key, DemoEvents.Deployment(service, Way[stage], version, random)));
            if (!script.Add(new EventMoved(ended, key, EventStatus.Success))) return at;
            if (stage == Way.Length - 1) script.Deployed.Add(new(key, service, at, ended));
            at = ended.AddMinutes(random.Next(20, stage == 2 ? 2000 : 400));
        }

        return at;
    }
}
