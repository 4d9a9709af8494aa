using Tracker.Server.Tasks;

namespace Tracker.Server.Demo.Plan;

/// <summary>What should keep happening: jobs of every night and hour, some of which failed, were late or have stopped.</summary>
internal static class TaskPart
{
    private static readonly (string Name, string Service, int Hour, int Minute)[] Nightly =
    [
        ("Backup of the ledger", "ledger", 1, 15), ("Backup of orders", "orders", 1, 30), ("Backup of profiles", "profiles", 1, 45), ("Backup of documents", "document-store", 2, 0),
        ("Log rotation", "audit-trail", 0, 10), ("Certificate check", "certificate-issuer", 5, 0), ("Fraud model training", "fraud-check", 3, 15), ("Currency rates", "prices", 6, 0),
        ("Sitemaps", "seo-feeds", 4, 10), ("Supplier files", "supplier-feed", 5, 30), ("Loyalty points booked", "loyalty", 0, 40), ("Consents purged", "consents", 2, 50),
        ("Carrier manifests", "carrier-bridge", 19, 0), ("Payout files", "payouts", 20, 30), ("Restore rehearsal", "archive", 22, 0),
    ];

    private static readonly (string Name, string Service)[] Daily =
        [("Data quality report", "data-quality"), ("Campaign statistics", "campaigns"), ("Query logs imported", "query-logs"), ("Rota exported", "rota")];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("tasks");
        var made = script.Begin.AddMinutes(10);
        foreach (var (name, service, hour, minute) in Nightly)
        {
            script.Add(new TaskMade(made, Of(script, name, service) with { Cron = $"{minute} {hour} * * *", Grace = TimeSpan.FromMinutes(45), MaxRun = TimeSpan.FromHours(2) }));
            for (var day = DemoScript.Midnight(script.Begin).AddDays(1); day < script.End; day = day.AddDays(1)) Night(script, name, day.AddHours(hour).AddMinutes(minute), random);
        }

        foreach (var (_, service, starts, task) in TimelinePart.Nightly)
        {
            var due = starts + TimelinePart.NightlyRoom;
            script.Add(new TaskMade(made, Of(script, task, service) with { Cron = $"{due.Minutes} {due.Hours} * * *", Grace = TimeSpan.FromMinutes(45), Early = TimeSpan.FromMinutes(45), Tags = ["nightly", "report"] }));
        }

        Hourly(script, made, random);
        LateNow(script, made, random);
        foreach (var (name, service) in Daily)
        {
            script.Add(new TaskMade(made, Of(script, name, service) with { Datapoints = 7, Tolerance = 1 }));
            for (var day = DemoScript.Midnight(script.Begin).AddDays(1); day < script.End; day = day.AddDays(1))
            {
                // A job that was switched off and forgotten.
                if (random.Next(14) == 0 || (name == "Rota exported" && day > script.End.AddDays(-5))) continue;
                script.Add(new TaskPinged(day.AddHours(7).AddSeconds(random.Next(36_000)), name, PingKind.Success));
            }
        }

        for (var day = DemoScript.Midnight(script.Begin).AddDays(1); day < script.End; day = day.AddDays(1)) script.Add(new TasksWatched(day.AddSeconds(2)));
        script.Add(new TasksWatched(script.End));
    }

    /// <summary>The task of a nightly job, which begins when that is through.</summary>
    public static void After(DemoScript script, string task, DateTimeOffset expected, DateTimeOffset begins, Random random)
    {
        script.Add(new TasksWatched(expected.AddSeconds(1)));
        script.Add(new TaskPinged(begins, task, PingKind.Start));
        script.Add(new TaskPinged(begins.AddSeconds(random.Next(90, 400)), task, PingKind.Success));
    }

    private static void Night(DemoScript script, string name, DateTimeOffset expected, Random random)
    {
        var begins = expected.AddSeconds(random.Next(2, 40));
        var isStuck = name == "Sitemaps" && expected > script.End.AddDays(-2);
        switch (isStuck ? 0 : random.Next(60))
        {
            case 0:
                script.Add(new TasksWatched(expected.AddSeconds(1)));
                script.Add(new TasksWatched(expected.AddMinutes(45).AddSeconds(1)));
                return;
            case 1:
                script.Add(new TasksWatched(expected.AddSeconds(1)));
                begins = expected.AddMinutes(random.Next(5, 40));
                break;
            case 2:
                script.Add(new TaskPinged(begins, name, PingKind.Start));
                script.Add(new TaskPinged(begins.AddMinutes(random.Next(1, 30)), name, PingKind.Fail, random.Next(1, 3)));
                return;
        }

        script.Add(new TaskPinged(begins, name, PingKind.Start));
        script.Add(new TaskPinged(begins.AddSeconds(random.Next(60, 2400)), name, PingKind.Success));
    }

    /// <summary>Every day at this time, but not today.</summary>
    private static void LateNow(DemoScript script, DateTimeOffset made, Random random)
    {
        const string name = "Prices of competitors";
        var due = script.End.AddMinutes(-20);
        due = due.AddSeconds(-due.Second);
        script.Add(new TaskMade(made, Of(script, name, "prices") with { Cron = $"{due.Minute} {due.Hour} * * *", Grace = TimeSpan.FromHours(1) }));
        for (var day = DemoScript.Days - 1; day > 0; day--) script.Add(new TaskPinged(due.AddDays(-day).AddSeconds(random.Next(2, 30)), name, PingKind.Success));
    }

    private static void Hourly(DemoScript script, DateTimeOffset made, Random random)
    {
        const string name = "Exchange of orders with the warehouse";
        script.Add(new TaskMade(made, Of(script, name, "pick-lists") with { Period = TimeSpan.FromHours(1), Grace = TimeSpan.FromMinutes(20), Failures = 2, Of = 3 }));
        for (var at = made.AddMinutes(30); at < script.End; at = at.AddHours(1))
        {
            var kind = random.Next(50) == 0 ? PingKind.Fail : PingKind.Success;
            script.Add(new TaskPinged(at.AddSeconds(random.Next(30)), name, kind, kind == PingKind.Fail ? 1 : null));
        }
    }

    private static TaskRequest Of(DemoScript script, string name, string service) => new()
    {
        Name = name,
        Service = service,
        Environment = "production",
        Host = script.Platform[service].Host,
        Tags = ["nightly"],
    };
}
