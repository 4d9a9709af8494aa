using System.Globalization;

namespace Tracker.Server.Demo.Plan;

/// <summary>Nightly jobs with the tasks that come after them, builds that got slower, a reindex that runs now, a release train.</summary>
internal static class TimelinePart
{
    /// <summary>From the start of a nightly job to the time at which the task after it should begin.</summary>
    public static readonly TimeSpan NightlyRoom = TimeSpan.FromMinutes(90);

    public static readonly (string Context, string Service, TimeSpan Starts, string Task)[] Nightly =
    [
        ("nightly-etl", "warehouse", new(2, 30, 0), "Daily sales report"),
        ("billing-run", "invoicing", new(1, 0, 0), "Invoices mailed"),
        ("stock-sync", "stock", new(4, 45, 0), "Stock levels published"),
    ];

    private static readonly DemoStep[] NightlySteps =
    [
        new("extract", 0, new("orders", 7), new("customers", 5), new("articles", 6)) { IsParallel = true },
        new("transform", 0, new("clean", 5), new("join", 0, new("facts", 6), new("dimensions", 3))),
        new("load", 0, new("staging", 4), new("cube", 5)),
        new("verify", 3),
    ];

    private static readonly string[] SlowSteps = ["extract.orders", "transform.clean", "transform.join.facts", "load.staging", "load.cube"];

    private static readonly DemoStep[] BuildSteps =
    [
        new("checkout", 0.2),
        new("install", 0.8),
        new("compile", 0, new("server", 1.6), new("client", 1.2)) { IsParallel = true },
        new("test", 0, new("unit", 1.1), new("integration", 2.2), new("browser", 1.8)) { IsParallel = true },
        new("package", 0.5),
        new("publish", 0.4),
    ];

    private static readonly DemoStep[] IndexSteps =
    [
        new("snapshot", 4),
        new("index", 0, new("products", 14), new("prices", 9), new("texts", 17)) { IsParallel = true },
        new("merge", 9),
        new("switch", 1),
        new("warm-up", 6),
    ];

    private static readonly DemoStep[] TrainSteps =
    [
        new("freeze", 2),
        new("branch", 1),
        new("verify", 0, new("contracts", 6), new("load", 15), new("smoke", 4)) { IsParallel = true },
        new("rollout", 0, new("canary", 10), new("half", 10), new("all", 12)),
        new("notes", 1),
    ];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("timelines");
        foreach (var (context, service, starts, task) in Nightly) Nights(script, context, script.Platform[service], starts, task, random);
        Builds(script, random);
        Contexts(script, "search-reindex", "search-index", "The whole search index, four times a day");
        // Counted back from now, so that one is under way.
        var number = 0;
        for (var at = script.End.AddMinutes(-21).AddHours(-6 * 120); at < script.End; at = at.AddHours(6))
        {
            number++;
            if (at > script.Begin) new DemoProcess("search-reindex", $"reindex {number}", script.Platform["search-index"].Host, at, default).AddTo(script, IndexSteps, random);
        }

        Contexts(script, "release-train", "mobile-api", "Twice a week all that is ready goes out together");
        for (var day = DemoScript.Midnight(script.Begin).AddDays(1); day < script.End; day = day.AddDays(1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Tuesday or DayOfWeek.Thursday)) continue;
            new DemoProcess("release-train", $"train {Date(day)}", "train", day.AddHours(10), default, random.Next(7) == 0 ? "verify.load" : "").AddTo(script, TrainSteps, random);
        }
    }

    private static void Nights(DemoScript script, string context, DemoService service, TimeSpan starts, string task, Random random)
    {
        Contexts(script, context, service.Name, $"Every night; \"{task}\" comes after it");
        // Not before there are nights to compare with.
        var slow = new[] { random.Next(9, 18), random.Next(20, 29) };
        for (var night = 1; night <= DemoScript.Days; night++)
        {
            var begin = DemoScript.Midnight(script.Begin).AddDays(night) + starts;
            if (begin > script.End) break;
            var label = $"{context} {Date(begin)}";
            var isSlow = slow.Contains(night);
            var process = new DemoProcess(context, label, service.Host, begin, isSlow ? (SlowSteps[random.Next(SlowSteps.Length)], random.Next(42, 50)) : default);
            var ended = process.AddTo(script, NightlySteps, random);
            TaskPart.After(script, task, begin + NightlyRoom, ended.AddMinutes(20), random);
            var late = begin + NightlyRoom;
            if (isSlow && late.AddSeconds(1) <= script.End) script.Plant(new(CauseKind.SlowStep, label, task, service.Name, late));
        }
    }

    private static void Builds(DemoScript script, Random random)
    {
        const string context = "web-shop-build";
        Contexts(script, context, "web-shop", "Every merge to the main branch");
        var (slowFrom, number) = (script.End.AddDays(-9), 1400);
        for (var day = DemoScript.Midnight(script.Begin).AddDays(1); day < script.End; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            foreach (var hour in (int[])[8, 10, 13, 15])
            {
                var at = day.AddHours(hour).AddMinutes(random.Next(80));
                if (at > script.End) return;
                var fails = random.Next(9) switch { 0 => "test.unit", 1 => "test.browser", _ => "" };
                new DemoProcess(context, $"build {++number}", $"runner-{random.Next(1, 4)}", at, at > slowFrom ? ("test.integration", 2.6) : default, fails).AddTo(script, BuildSteps, random);
            }
        }
    }

    private static void Contexts(DemoScript script, string context, string service, string description) => script.Add(new ContextMade(
        script.Begin.AddMinutes(5), context, new() { Service = service, Environment = "production", Host = context == "web-shop-build" ? null : script.Platform[service].Host, Description = description }));

    private static string Date(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
