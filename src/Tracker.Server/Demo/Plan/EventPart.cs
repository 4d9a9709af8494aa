namespace Tracker.Server.Demo.Plan;

/// <summary>Operations, drifts, robots at work, and what is planned for the days ahead.</summary>
internal static class EventPart
{
    private static readonly string[] Operations = ["Vacuum the database", "Rotate credentials", "Resize the volume", "Move to another node", "Replay dead letters"];
    private static readonly string[] Drifts = ["replicas changed by hand", "image differs from the repository", "a config map was edited in place", "limits differ from the chart"];
    private static readonly string[] Ahead = ["Upgrade PostgreSQL", "Move to the new cluster", "Failover rehearsal", "Renew certificates", "Load test"];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("events");
        var services = script.Platform.Services;
        for (var i = 0; i < 90; i++)
        {
            var service = services[random.Next(services.Count)];
            var at = script.Begin.AddMinutes(random.Next(DemoScript.Days * 24 * 60 - 60));
            // At night, where nothing is rolled out and no freeze asks for a reason.
            at = DemoScript.Midnight(at).AddHours(6).AddSeconds(random.Next(5400));
            if (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || at < script.Begin) continue;
            script.Add(new EventMade(at, $"operation:{i}", Of(service, EventType.Operation, EventStatus.Start, Operations[random.Next(Operations.Length)], random)));
            script.Add(new EventMoved(at.AddMinutes(random.Next(2, 25)), $"operation:{i}", random.Next(12) == 0 ? EventStatus.Failure : EventStatus.Success));
        }

        for (var i = 0; i < 60; i++)
        {
            var (service, at) = (services[random.Next(services.Count)], script.Begin.AddMinutes(random.Next(DemoScript.Days * 24 * 60)));
            script.Add(new EventMade(at, $"drift:{i}", Of(service, EventType.Drift, EventStatus.Warning, Drifts[random.Next(Drifts.Length)], random)));
            if (random.Next(4) > 0) script.Add(new EventMoved(at.AddHours(random.Next(1, 30)), $"drift:{i}", EventStatus.Done, "Brought back to what the repository says."));
        }

        Robots(script, random);
        for (var i = 0; i < 10; i++)
        {
            var service = services[random.Next(services.Count)];
            var from = DemoScript.Midnight(script.End).AddDays(random.Next(1, 12)).AddHours(random.Next(5, 22));
            script.Add(new EventMade(
                script.End.AddHours(-random.Next(2, 90)), $"planned:{i}",
                DemoEvents.Planned(service, $"{Ahead[random.Next(Ahead.Length)]}: {service.Name}", from, TimeSpan.FromHours(random.Next(1, 5)), random)));
        }

        var now = Of(script.Platform["warehouse"], EventType.Operation, EventStatus.Start, "Rebuild the daily partitions", random);
        now.FreezeOverride = "The reports of tomorrow need them";
        script.Add(new EventMade(script.End.AddMinutes(-14), "operation:now", now));
    }

    private static void Robots(DemoScript script, Random random)
    {
        foreach (var robot in script.Platform.Services.Where(s => s.IsRobot))
        {
            for (var day = DemoScript.Midnight(script.Begin).AddDays(1); day < script.End; day = day.AddDays(1))
            {
                if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
                foreach (var hour in (int[])[6, 12])
                {
                    var (key, at) = ($"robot:{robot.Name}:{day:MMdd}:{hour}", day.AddHours(hour).AddSeconds(random.Next(600)));
                    script.Add(new EventMade(at, key, Of(robot, EventType.RpaUsage, EventStatus.Start, "Works off its queue", random)));
                    script.Add(new EventMoved(at.AddMinutes(random.Next(12, 95)), key, random.Next(15) == 0 ? EventStatus.Failure : EventStatus.Success));
                }
            }
        }
    }

    private static Protocol.Events.CreateEventRequest Of(DemoService service, EventType type, EventStatus status, string what, Random random) => new()
    {
        Title = $"{service.Name}: {what}",
        Attributes = new()
        {
            Type = type,
            Status = status,
            Priority = EventPriority.P4,
            Service = service.Name,
            Environment = EventEnvironment.Production,
            Owner = type == EventType.RpaUsage ? "" : service.PersonOf(random),
            Source = type switch { EventType.Drift => "argocd", EventType.RpaUsage => "robot-runner", _ => "runbook" },
            Host = type == EventType.Operation ? service.Host : "",
        },
    };
}
