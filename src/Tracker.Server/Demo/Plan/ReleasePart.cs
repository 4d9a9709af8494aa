using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Releases.Queues;

namespace Tracker.Server.Demo.Plan;

/// <summary>Services whose releases go through queues: deployers ask, people approve, some waits, fails, is pinned or is overtaken.</summary>
internal static class ReleasePart
{
    private static readonly string[] Stages = ["dev", "ha", "preprod", "prod"];

    private static readonly (string What, string Found)[] Old =
    [
        ("known leak eats its memory", "The release that mends it had waited for approval; it was approved and deployed."),
        ("refuses the new tokens", "The configuration with the new keys was queued and not deployed; deployed now."),
        ("queue grows, consumers stand still", "Mended in the release that waited for production."),
    ];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("releases");
        script.Add(new StagesSet(script.Begin.AddMinutes(15),
        [
            new() { Name = "dev", Reach = "major", TakesFixedTags = true },
            new() { Name = "ha", Reach = "major" },
            new() { Name = "preprod", Reach = "minor", Soak = 2 * 3600 },
            new() { Name = "prod", Reach = "minor", NeedsApproval = true },
        ]));
        var tracked = script.Platform.Services.Where(s => s.IsTracked).ToList();
        for (var i = 0; i < tracked.Count; i++) Application(script, tracked[i], i, random);
    }

    private static void Application(DemoScript script, DemoService service, int place, Random random)
    {
        script.Add(new TrackerMade(script.Begin.AddMinutes(20), new()
        {
            Id = service.Application,
            Service = service.Name,
            Repo = $"https://git.example.com/{service.Team.Name}/{service.Name}",
            // There is no such host: nobody is to be told every minute that it cannot be reached.
            Paused = true,
        }));
        var version = service.First;
        var at = script.Begin.AddMinutes(random.Next(60, 2 * 24 * 60));
        for (var number = 1; at < script.End; number++)
        {
            // The last is a new major version for some: beyond preprod's reach somebody must decide.
            var isMajor = place % 5 == 4 && at > script.End.AddDays(-6);
            version = isMajor ? new(version.Major + 1, 0, 0) : random.Next(3) == 0 ? new(version.Major, version.Minor + 1, 0) : new(version.Major, version.Minor, version.Build + 1);
            at = Release(script, service, place, number, version, at, random);
            // Some are overtaken by the next one before they are through.
            at = random.Next(5) == 0 ? at.AddHours(-3) : at.AddDays(2 + random.Next(5));
        }

        if (place == 2)
        {
            // One is on its way now.
            script.Add(Found(script.End.AddMinutes(-40), service, number: 0, new(version.Major, version.Minor, version.Build + 1)));
            script.Add(new DeployerAsked(script.End.AddMinutes(-7), $"release:{service.Name}:now", "dev"));
        }

        if (place == 1) script.Add(new ReleasePinned(script.End.AddDays(-1), service.Application, "prod", "The next version changes a format that others read; not before the books are closed"));
    }

    private static DateTimeOffset Release(DemoScript script, DemoService service, int place, int number, Version version, DateTimeOffset at, Random random)
    {
        at = DemoScript.WorkingTime(at, random);
        script.Add(Found(at, service, number, version));
        var isPlanted = number % 3 == 2 && place % 2 == 0;
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var key = $"release:{service.Name}:{number}:{Stages[stage]}";
            var entered = at;
            at = stage == 3 ? DemoScript.WorkingTime(at.AddMinutes(150 + random.Next(120)), random) : DemoScript.WorkingTime(at.AddMinutes(4 + random.Next(90)), random);
            if (stage == 3)
            {
                if (isPlanted) at = Wait(script, service, number, entered, random);
                // Nobody has looked at some of the last ones.
                if (at > script.End.AddDays(-1.5) && place % 3 == 0) return at;
                script.Add(new ReleaseApproved(at.AddMinutes(-3), service.Application, "prod"));
            }

            if (stage >= 2) script.Add(new ReleasePromoted(at.AddMinutes(-2), service.Application, Stages[stage]));
            script.Add(new DeployerAsked(at, key, Stages[stage]));
            at = at.AddSeconds(random.Next(90, 600));
            var failed = random.Next(22) == 0;
            script.Add(new DeployerTold(at, key, failed ? "The health check did not pass within five minutes" : null));
            if (failed) return at;
        }

        return at;
    }

    private static ImageFound Found(DateTimeOffset at, DemoService service, int number, Version version)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{service.Image}:{version}")));
        var configuration = $$"""{"image":"{{service.Image}}","replicas":{{2 + (number % 3)}},"logLevel":"info"}""";
        return new(at, service.Application, service.Image, version.ToString(), "sha256:" + hash, hash[..40], configuration);
    }

    /// <summary>What the release would have mended breaks while it waits. Answers when it may go on.</summary>
    private static DateTimeOffset Wait(DemoScript script, DemoService service, int number, DateTimeOffset entered, Random random)
    {
        var (key, incident) = ($"waiting:{service.Name}:{number}", $"incident:waiting:{service.Name}:{number}");
        var at = entered.AddMinutes(random.Next(60, 10 * 60));
        script.Add(new QueueLooked(at.AddSeconds(-1), key, service.Application, "prod"));
        if (at > script.End) return at;
        var over = script.AddIncident(incident, service, at, Old[random.Next(Old.Length)], random);
        script.Plant(new(CauseKind.WaitingRelease, key, incident, service.Name, at));
        return DemoScript.WorkingTime(over.AddMinutes(random.Next(10, 60)), random);
    }
}
