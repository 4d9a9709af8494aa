using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Versions;
using Tracker.Storage;

namespace Tracker.Tests.Releases.Histories;

/// <summary>Random acts of developers, registries, deployers and people who decide; what must hold is looked at after each.</summary>
internal sealed class ReleaseHistory(ReleaseWorld world, Random random)
{
    private static readonly string[] Labels = [">=0", ">=0", "1.x", "1.0.x", "latest", ">=0-0"];
    private static readonly string[] Stages = ["dev", "ha", "preprod", "prod"];

    private readonly Dictionary<(Application, string), string> _locks = [];
    private readonly List<string> _told = [];
    private (int Major, int Minor, int Patch) _version = (1, 0, 0);

    public int Claims { get; private set; }

    /// <summary>What happened, for whoever has to find out why something does not hold.</summary>
    public string Told => string.Join('\n', _told);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task ActAsync()
    {
        var application = world.Applications[random.Next(world.Applications.Count)];
        var stage = Stages[random.Next(Stages.Length)];
        switch (random.Next(24))
        {
            case < 3: Edit(application); break;
            case < 7: Push(application); break;
            case < 11: await PollAsync(application); break;
            case < 16: await DeployAsync(stage); break;
            case 16: await DecideAsync(application, stage); break;
            case 17: await PinAsync(application, stage); break;
            case 18: await UnpinAsync(application, stage); break;
            case 19: await LockAsync(application, stage); break;
            case 20: await UnlockAsync(application, stage); break;
            case 21: await FreezeAsync(application, stage); break;
            case 22: await RuleAsync(); break;
            default: await LeapAsync(TimeSpan.FromMinutes(random.Next(1, 600))); break;
        }
    }

    /// <summary>Looks at the repository and the registry: every change is kept, and a new image is a release with all of them.</summary>
    public async Task PollAsync(Application application)
    {
        var before = await world.Reader.ReleasesAsync(application.Id, 1, 0, Ct);
        await world.PollAsync(application);
        Tell($"{application.Name} is polled");
        var requirements = (await world.TrackerAsync(application)).Requirements!;
        var releases = await world.Reader.ReleasesAsync(application.Id, 1_000, 0, Ct);
        Assert.Equal(releases.Select(r => r.Requirements), releases.Select(r => r.Requirements).OrderDescending());
        Assert.Equal($$"""{"file":{{application.FileSeen.ToString(CultureInfo.InvariantCulture)}}}""", requirements.Configuration);
        Assert.Equal(application.FilesRead, await world.Database.FirstAsync("SELECT count(*) FROM release_requirements WHERE tracker_id = $1", r => (int)r.GetInt64(0), Ct, application.Id));
        if (ReleaseWorld.Found(application, requirements.Label) is not var (tag, digest)) return;
        var (last, newest) = (before.FirstOrDefault(), releases.FirstOrDefault());
        Assert.True(ContainerLabel.TryParse(requirements.Label, out var label, out _));
        if ((last?.Tag, last?.Digest) == (tag, digest) || Intake.IsGone(last, requirements.Image, label, tag)) Assert.Equal(last, newest);
        else Assert.Equal((tag, digest, requirements.Id), (newest!.Tag, newest.Digest, newest.Requirements));
    }

    /// <summary>Claims what may go; null when nothing may. What may not go must not have been given out.</summary>
    public async Task<QueuedRelease?> ClaimAsync(string stage)
    {
        if ((await world.Releases.NextAsync(stage, "a deployer", TimeSpan.FromHours(1), null, ReleaseWorld.Deployer, Ct)).OrThrow() is not { } claimed) return null;
        Tell($"{claimed.Application} {claimed.Release.Name} is claimed for {stage}");
        Claims++;
        var application = world.Applications.Single(a => a.Name == claimed.Application);
        var environment = (await world.Reader.EnvironmentsAsync(Ct)).Single(e => e.Name == stage);
        var (entry, pin) = (claimed.Entry, (await world.Reader.PinsAsync(application.Id, Ct)).Find(p => p.Environment == stage));
        Assert.True(pin is null || pin.Release == claimed.Release.Id, "A pinned application moved.");
        Assert.True(!environment.NeedsApproval || entry.ApprovedBy.Length > 0, "Nobody approved it.");
        Assert.True(environment.Window?.IsOpen(world.Clock.GetUtcNow()) != false, "Its window is closed.");
        Assert.False(_locks.ContainsKey((application, stage)), "Somebody holds the lock.");
        foreach (var other in (await world.TrackerAsync(application)).Requirements!.Depends)
        {
            Assert.Contains(await world.Reader.CurrentAsync(world.Applications.Single(a => a.Name == other).Id, Ct), c => c.Environment == stage);
        }

        if (entry.PromotedBy.Length > 0 || pin is not null) return claimed;
        var current = (await world.Reader.CurrentAsync(application.Id, Ct)).Find(c => c.Environment == stage).Release;
        Assert.True(current is null || (current.Id < claimed.Release.Id && current.Requirements <= claimed.Release.Requirements), "It is older than what runs there.");
        Assert.True(claimed.Release.Version.Version is null ? environment.TakesFixedTags : IsWithin(environment.Reach, Steps.Between(current?.Version, claimed.Release.Version)), "SemVer forbids it there.");
        return claimed;
    }

    public async Task DeployedAsync(Guid entry)
    {
        Tell("It is deployed");
        Ok(await world.Releases.DeployedAsync(entry, null, ReleaseWorld.Deployer, Ct));
    }

    public void Edit(Application application, bool omits = true)
    {
        application.File++;
        application.Label = omits ? Labels[random.Next(Labels.Length)] : ">=0";
        application.Omits = omits && random.Next(5) == 0 ? [Stages[random.Next(Stages.Length)]] : [];
        Tell($"{application.Name}'s file {application.File}: {application.Label}, not in [{string.Join(", ", application.Omits)}]");
    }

    /// <summary>A new version, the same version made anew, or a tag that is no version; rarely, one goes.</summary>
    public void Push(Application application, bool isNew = false)
    {
        if (!isNew && random.Next(12) == 0 && application.Digests.Count > 1)
        {
            var gone = application.Digests.Keys.Last();
            application.Digests.Remove(gone);
            Tell($"{application.Name}:{gone} is removed");
            return;
        }

        _version = random.Next(8) switch
        {
            0 => (_version.Major + 1, 0, 0),
            1 or 2 => (_version.Major, _version.Minor + 1, 0),
            _ => (_version.Major, _version.Minor, _version.Patch + 1),
        };
        var version = string.Create(CultureInfo.InvariantCulture, $"{_version.Major}.{_version.Minor}.{_version.Patch}");
        var tag = isNew ? version : random.Next(6) switch
        {
            0 => "latest",
            1 when application.Digests.Count > 0 => application.Digests.Keys.ElementAt(random.Next(application.Digests.Count)),
            2 => version + "-rc.1",
            _ => version,
        };
        world.Push(application, tag);
        Tell($"{application.Name}:{tag} is pushed");
    }

    public async Task LeapAsync(TimeSpan by)
    {
        await world.LeapAsync(by);
        Tell($"It is {world.Clock.GetUtcNow():u}");
    }

    public async Task PinAsync(Application application, string stage, Release? to = null)
    {
        var releases = await world.Reader.ReleasesAsync(application.Id, 5, 0, Ct);
        if (releases.Count == 0) return;
        to ??= releases[random.Next(releases.Count)];
        Ok(await world.Pins.PinAsync(application.Name, stage, to.Uuid, "It works", ReleaseWorld.Deployer, Ct));
        Tell($"{application.Name} is pinned to {to.Name} in {stage}");
    }

    public async Task UnpinAsync(Application application, string stage)
    {
        if ((await world.Reader.PinsAsync(application.Id, Ct)).TrueForAll(p => p.Environment != stage)) return;
        Ok(await world.Pins.UnpinAsync(application.Name, stage, ReleaseWorld.Deployer, Ct));
        Tell($"{application.Name} is not pinned in {stage} any more");
    }

    public async Task UnlockAsync(Application application, string stage)
    {
        if (!_locks.Remove((application, stage), out var id)) return;
        Ok(await world.Locks.UnlockAsync(new() { Id = id }, ReleaseWorld.Deployer, Ct));
        Tell($"{application.Name} is unlocked in {stage}");
    }

    public async Task PromoteAsync(Guid entry)
    {
        Tell("It is promoted");
        Ok(await world.Releases.PromoteAsync(entry, ReleaseWorld.Deployer, Ct));
    }

    public async Task ApproveAsync(Guid entry)
    {
        Tell("It is approved");
        Ok(await world.Releases.ApproveAsync(entry, ReleaseWorld.Deployer, Ct));
    }

    /// <summary>Whether a person's decision is not needed, told in other words than the server's own.</summary>
    private static bool IsWithin(Reach reach, Step step) => reach == Reach.Major
        || (step is Step.Patch or Step.Same && reach >= Reach.Patch) || (step == Step.Minor && reach >= Reach.Minor);

    /// <summary>A deployer that succeeds, fails, or is never heard of again.</summary>
    private async Task DeployAsync(string stage)
    {
        if (await ClaimAsync(stage) is not { } claimed) return;
        switch (random.Next(6))
        {
            case 0:
                Tell("It fails");
                Ok(await world.Releases.FailedAsync(claimed.Entry.Uuid, null, "It did not start", ReleaseWorld.Deployer, Ct));
                break;
            case 1:
                break;
            default:
                await DeployedAsync(claimed.Entry.Uuid);
                break;
        }
    }

    private async Task DecideAsync(Application application, string stage)
    {
        var entries = await world.Reader.ListAsync(stage, application.Name, null, 5, 0, Ct);
        if (entries.Count == 0) return;
        // What cannot be decided any more is refused, which is no harm.
        var entry = entries[random.Next(entries.Count)].Entry.Uuid;
        switch (random.Next(3))
        {
            case 0: await world.Releases.PromoteAsync(entry, ReleaseWorld.Deployer, Ct); break;
            case 1: await world.Releases.ApproveAsync(entry, ReleaseWorld.Deployer, Ct); break;
            default: await world.Releases.SkipAsync(entry, "Not this one", ReleaseWorld.Deployer, Ct); break;
        }

        Tell($"Somebody decides about {application.Name} in {stage}");
    }

    private async Task LockAsync(Application application, string stage)
    {
        var taken = await world.Locks.CreateAsync(new() { Service = application.Service, Environment = stage, Resource = "deployment", Who = "ann" }, ReleaseWorld.Deployer, Ct);
        if (!taken.TryGet(out var held, out _)) return;
        _locks[(application, stage)] = held.Id;
        Tell($"{application.Name} is locked in {stage}");
    }

    private async Task FreezeAsync(Application application, string stage)
    {
        var now = world.Clock.GetUtcNow();
        Ok(await world.Freezes.CreateAsync(
            new()
            {
                Reason = "Sale",
                Service = application.Service,
                Environment = stage,
                StartsAt = now.AddMinutes(random.Next(-60, 0)).ToTimestamp(),
                EndsAt = now.AddMinutes(random.Next(1, 300)).ToTimestamp(),
            },
            ReleaseWorld.Deployer, Ct));
        Tell($"{application.Name} is frozen in {stage}");
    }

    private async Task RuleAsync()
    {
        var views = (await world.Reader.EnvironmentsAsync(Ct)).Select(EnvironmentView.Of).ToArray();
        var i = random.Next(views.Length);
        views[i] = views[i] with
        {
            Reach = ((Reach)random.Next(4)).ToString(),
            TakesFixedTags = random.Next(2) == 0,
            Soak = random.Next(2) * random.Next(60, 20_000),
            NeedsApproval = random.Next(3) == 0,
            ApproveWithin = random.Next(2) == 0 ? null : random.Next(60, 50_000),
            Window = random.Next(3) > 0 ? null : new(string.Create(CultureInfo.InvariantCulture, $"0 {random.Next(24)} * * *"), "Europe/Paris", random.Next(3_600, 40_000)),
        };
        Ok(await world.Environments.ReplaceAsync(views, ReleaseWorld.Deployer, Ct));
        Tell($"Rules of {views[i].Name}: {views[i]}");
    }

    private static void Ok<T>(Outcome<T> outcome) => Assert.True(outcome.Failure is null, outcome.Failure?.Message);

    private void Tell(string what) => _told.Add(what);
}
