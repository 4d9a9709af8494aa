using System.Globalization;
using Tracker.Server.Runs;

namespace Tracker.Server.Demo.Plan;

/// <summary>Commands that were measured: what they cost, and which of them cost more than before.</summary>
internal static class RunPart
{
    private static readonly (string Name, string Service, double Minutes, double Busy)[] Commands =
    [
        ("make test", "web-shop", 9, 0.74), ("dbt build", "warehouse", 21, 0.52), ("pg_dump ledger", "ledger", 14, 0.31), ("train-fraud-model", "fraud-check", 34, 0.88),
        ("generate-sitemaps", "seo-feeds", 6, 0.42), ("reprice", "prices", 11, 0.63), ("compact-archive", "archive", 18, 0.37), ("crawl --all", "search-crawler", 26, 0.49),
    ];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("runs");
        foreach (var (name, service, minutes, busy) in Commands)
        {
            var slower = random.Next(3) == 0;
            for (var number = 1; number <= 15; number++)
            {
                var at = script.Begin.AddDays(number * 2).AddMinutes(random.Next(-300, 300));
                var takes = minutes * (0.92 + (0.16 * random.NextDouble())) * (slower && number > 11 ? 1.5 : 1);
                One(script, $"run:{name}:{number}", name, script.Platform[service], at, TimeSpan.FromMinutes(takes), busy, random);
            }
        }

        One(script, "run:now", "dbt build", script.Platform["warehouse"], script.End.AddMinutes(-11), TimeSpan.FromMinutes(40), 0.52, random);
    }

    private static void One(DemoScript script, string key, string name, DemoService service, DateTimeOffset at, TimeSpan takes, double busy, Random random)
    {
        if (!script.Add(new RunBegun(at, key, new()
        {
            Name = name,
            Service = service.Name,
            Environment = "production",
            Host = service.Host,
            Threshold = 0.7,
            // Nobody goes on with what is under way: without an interval it does not count as lost at once.
            Interval = at + takes > script.End ? null : 10,
            Tags = [service.Team.Name],
        }))) return;
        var (ends, samples) = (at + takes, new List<UsageRequest>());
        var until = ends < script.End ? ends : script.End;
        for (var t = at.AddSeconds(10); t < until; t = t.AddSeconds(10))
        {
            var wave = 0.12 * Math.Sin((t - at).TotalSeconds / 95);
            samples.Add(new() { CpuUsage = Math.Round(Math.Clamp(busy + wave + (0.1 * (random.NextDouble() - 0.5)), 0, 1), 3), Timestamp = t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) });
        }

        var stop = ends > script.End ? null : new StopRequest
        {
            ExitCode = random.Next(20) == 0 ? 1 : 0,
            CpuSeconds = Math.Round(takes.TotalSeconds * busy * 8, 1),
            PeakMemory = random.Next(200, 4000) * 1_000_000L,
            ReadBytes = random.Next(10, 9000) * 1_000_000L,
            WrittenBytes = random.Next(1, 900) * 1_000_000L,
            Children = random.Next(1, 60),
        };
        script.Add(new RunMeasured(until, key, samples, stop));
    }
}
