namespace Tracker.Server.Demo.Plan;

/// <summary>Locks that people take, and some that are taken from a deployment that runs: two then work at the same place.</summary>
internal static class LockPart
{
    private const int Forced = 4;

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("locks");
        var services = script.Platform.Services.Where(s => !s.IsTracked).ToList();
        for (var i = 0; i < Forced; i++) Overlap(script, i, services, random);

        for (var i = 0; i < 12; i++)
        {
            var (service, at) = (services[random.Next(services.Count)], script.Begin.AddMinutes(random.Next(DemoScript.Days * 24 * 60 - 300)));
            script.Add(new LockTaken(at, $"lock:{i}", Request(service, "schema", "Migrates the schema", random)));
            script.Add(new LockFreed(at.AddMinutes(random.Next(5, 200)), $"lock:{i}"));
        }

        script.Add(new LockTaken(script.End.AddMinutes(-95), "lock:now:1", Request(script.Platform["ledger"], "schema", "Adds the currency column, in batches", random)));
        script.Add(new LockTaken(script.End.AddMinutes(-33), "lock:now:2", Request(script.Platform["search-index"], "reindex", "Full reindex; queries are slower meanwhile", random)));
    }

    private static void Overlap(DemoScript script, int number, List<DemoService> services, Random random)
    {
        DemoService service;
        DateTimeOffset at;
        do
        {
            service = services[random.Next(services.Count)];
            at = DemoScript.WorkingTime(script.Begin.AddMinutes(random.Next(24 * 60, (DemoScript.Days - 4) * 24 * 60)), random);
        }
        while (script.Deployed.Exists(d => d.Service == service && (d.Began - at).Duration() < TimeSpan.FromHours(8)));

        var version = service.First;
        var (first, second, incident, taken) = ($"overlap:{number}:first", $"overlap:{number}:second", $"incident:overlap:{number}", $"forced:{number}");
        script.Add(new EventMade(at, first, DemoEvents.Deployment(service, EventEnvironment.Production, new(version.Major, version.Minor, version.Build, 1), random)));
        at = at.AddMinutes(random.Next(4, 15));
        script.Add(new LockForced(at, taken, first, "The first rollout looks stuck, the fix cannot wait"));
        at = at.AddSeconds(random.Next(20, 180));
        script.Add(new EventMade(at, second, DemoEvents.Deployment(service, EventEnvironment.Production, new(version.Major, version.Minor, version.Build, 2), random)));
        script.Add(new EventMoved(at.AddMinutes(random.Next(3, 6)), second, EventStatus.Success));
        script.Add(new EventMoved(at.AddMinutes(random.Next(6, 9)), first, EventStatus.Failure, "Its pods were replaced while it ran."));
        at = at.AddMinutes(random.Next(10, 60));
        script.AddIncident(incident, service, at, ("two versions answer at once", "Two deployments had run at the same time; rolled out once more, alone."), random);
        script.Plant(new(CauseKind.ForcedLock, taken, incident, service.Name, at));
    }

    private static Protocol.Locks.CreateLockRequest Request(DemoService service, string resource, string reason, Random random) => new()
    {
        Service = service.Name,
        Environment = "production",
        Resource = resource,
        Who = service.PersonOf(random),
        Reason = reason,
        TtlSeconds = 8 * 3600,
    };
}
