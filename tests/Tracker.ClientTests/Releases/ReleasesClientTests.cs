using Tracker.Client;
using Tracker.Client.Releases;
using Tracker.ClientTests.Library;

namespace Tracker.ClientTests.Releases;

public sealed class ReleasesClientTests(ReleaseServer server) : IClassFixture<ReleaseServer>, IAsyncDisposable
{
    private readonly TrackerClient _client = new(ReleaseServer.Key, new() { Server = server.App.HttpAddress });
    private readonly TrackerClient _admin = new(ReleaseServer.AdminKey, new() { Server = server.App.HttpAddress });

    private ReleasesClient Releases => _client.Releases;

    [Fact]
    public async Task A_release_goes_from_its_tracker_to_the_first_environments()
    {
        var (application, repository) = await server.PublishAsync("shop");
        var tracker = await Releases.Trackers.CreateAsync(new() { Id = application, Repo = repository, Token = "a-secret", Interval = TimeSpan.FromMinutes(10) });
        var queued = Assert.Single(await Releases.Queue("dev").AllAsync());

        var claim = await Releases.NextAsync("dev", "a deployer", TimeSpan.FromMinutes(1));

        Assert.Empty(tracker.Errors);
        Assert.Equal((application, "1.8.x", "1.8.3", TimeSpan.FromMinutes(10), true), (tracker.Id, tracker.Requirements!.Label, tracker.Image!.Tag, tracker.Interval, tracker.HasToken));
        Assert.Equal((application, "dev", QueueState.Queued, "1.8.3", 0), (queued.Application, queued.Environment, queued.State, queued.Version, queued.Gates!.Count));
        Assert.Equal((queued.Id, 1, queued.Image, queued.Digest), (claim!.Id, claim.Attempt, claim.Image, claim.Digest));
        Assert.Equal("info", claim.Configuration.GetProperty("environment").GetProperty("LOG_LEVEL").GetString());
        Assert.Contains(claim.Changes, c => c is { Path: "environment", Before: null, After: """{"LOG_LEVEL":"info"}""" });
        Assert.Null(await Releases.NextAsync("dev"));

        var renewed = await Releases.RenewAsync(claim.Id, claim.Attempt);
        Assert.Equal((QueueState.Claimed, "a deployer"), (renewed.State, renewed.ClaimedBy));
        Assert.True(renewed.LeaseUntil >= claim.LeaseUntil);
        await Assert.ThrowsAsync<TrackerException>(() => Releases.DeployedAsync(claim.Id, claim.Attempt + 1));
        Assert.Equal(QueueState.Deployed, (await Releases.DeployedAsync(claim.Id, claim.Attempt)).State);
        Assert.Equal(QueueState.Deployed, (await Releases.DeployedAsync(claim.Id, claim.Attempt)).State);
        Assert.True((await Releases.WhyAsync(application, "dev")).IsThere);

        var why = await Releases.WhyAsync(application, "prod");
        Assert.Equal((false, "ha", GateKind.SemVer), (why.IsThere, why.Where, why.Gates[0].Kind));
        await DecideAsync(Assert.Single(await Releases.Queue("ha").AllAsync()));
        await PinAsync(application, queued.ReleaseId);

        await Releases.Trackers.DeleteAsync(application);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Releases.Trackers.GetAsync(application))).IsNotFound);
    }

    [Fact]
    public async Task A_release_goes_under_a_lock_that_is_held_already()
    {
        var (application, repository) = await server.PublishAsync("locked");
        await Releases.Trackers.CreateAsync(new() { Id = application, Repo = repository });
        await using var held = await _client.Locks.AcquireAsync(new() { Service = "locked", Environment = "dev", Resource = "deployment", Who = "a deployer" });
        Assert.Null(await Releases.NextAsync("dev"));

        var claim = await Releases.NextAsync("dev", lockToken: held.Token);

        Assert.Equal(application, claim!.Application);
        await Releases.DeployedAsync(claim.Id, claim.Attempt);
        Assert.Equal(held.Token, (await _client.Locks.GetAsync(held.Info.Id)).Token);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Releases.NextAsync("dev", lockToken: held.Token + 1_000_000))).IsConflict);
        await Releases.Trackers.DeleteAsync(application);
    }

    [Fact]
    public async Task Trackers_are_listed_changed_and_tell_what_is_wrong()
    {
        var (application, repository) = await server.PublishAsync("changed");
        var settings = new ReleaseTrackerSettings { Id = application, Repo = repository, Token = "a-secret", SourcePath = "missing.yaml", Registry = "quay.io", RegistryUser = "robot", RegistrySecret = "a-secret" };

        var wrong = await Releases.Trackers.CreateAsync(settings);
        Assert.Equal("file", Assert.Single(wrong.Errors).Of);
        Assert.DoesNotContain("a-secret", settings.ToString() + wrong);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Releases.Trackers.CreateAsync(settings))).IsConflict);

        var right = await Releases.Trackers.UpdateAsync(application, new() { Repo = repository, Branch = "main" });
        Assert.Empty(right.Errors);
        Assert.Equal(("fathomable.yaml", "main", true, "robot"), (right.SourcePath, right.Branch, right.HasToken, right.RegistryUser));
        Assert.Equal(right.Requirements!.Commit, (await Releases.Trackers.GetAsync(application)).Requirements!.Commit);

        await Releases.Trackers.UpdateAsync(application, new() { Repo = repository, Paused = true });
        Assert.DoesNotContain(await Releases.Trackers.List().AllAsync(), t => t.Id == application);
        Assert.Contains(await Releases.Trackers.List(withPaused: true).AllAsync(), t => t.Id == application);
        await Releases.Trackers.DeleteAsync(application);
    }

    [Fact]
    public async Task Environments_ask_what_they_are_told_to()
    {
        var before = await Releases.GetEnvironmentsAsync();
        Assert.Equal(["dev", "ha", "preprod", "prod"], before.Select(e => e.Name));
        Assert.Equal(ReleaseReach.Major, before[0].Reach);
        List<ReleaseEnvironment> asked =
        [
            before[0] with { NeedsApproval = true, ApproveWithin = TimeSpan.FromDays(1), Soak = TimeSpan.FromHours(2) },
            before[3] with { Window = new() { Cron = "0 9 * * 1-5", Zone = "Europe/Paris", Length = TimeSpan.FromHours(8) } },
        ];
        await Assert.ThrowsAsync<TrackerException>(() => Releases.ReplaceEnvironmentsAsync(asked));
        try
        {
            Assert.Equal(asked, await _admin.Releases.ReplaceEnvironmentsAsync(asked));
            var (application, repository) = await server.PublishAsync("approved");
            await Releases.Trackers.CreateAsync(new() { Id = application, Repo = repository });
            var queued = Assert.Single(await Releases.Queue("dev").AllAsync());

            Assert.Equal(GateKind.Approval, Assert.Single(queued.Gates!).Kind);
            Assert.NotNull((await Releases.ApproveAsync(queued.Id)).ApprovedBy);
            Assert.Empty(Assert.Single(await Releases.Queue("dev").AllAsync()).Gates!);
            await Releases.Trackers.DeleteAsync(application);
        }
        finally
        {
            await _admin.Releases.ReplaceEnvironmentsAsync(before);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _admin.DisposeAsync();
    }

    /// <summary>It goes on by a decision, fails, is queued once more, and is skipped.</summary>
    private async Task DecideAsync(QueuedRelease queued)
    {
        Assert.Equal(GateKind.SemVer, Assert.Single(queued.Gates!).Kind);
        Assert.NotNull((await Releases.PromoteAsync(queued.Id)).PromotedBy);
        var claim = await Releases.NextAsync("ha");
        var failed = await Releases.FailedAsync(claim!.Id, "the disk is full", claim.Attempt);
        Assert.Equal((QueueState.Failed, "the disk is full"), (failed.State, failed.Reason));

        var again = await Releases.PromoteAsync(failed.Id);
        Assert.Equal((QueueState.Queued, failed.ReleaseId), (again.State, again.ReleaseId));
        Assert.Equal(QueueState.Skipped, (await Releases.SkipAsync(again.Id, "enough")).State);
        Assert.Equal("enough", Assert.Single(await Releases.List(new() { Application = queued.Application, State = QueueState.Skipped }).AllAsync()).Reason);
    }

    private async Task PinAsync(string application, Guid first)
    {
        await server.PushAsync("shop", "1.8.4");
        Assert.Equal("1.8.4", (await Releases.Trackers.PollAsync(application)).Image!.Tag);
        await Releases.PinAsync(application, "dev", first, "1.8.4 loses orders");

        Assert.Equal(["1.8.4", "1.8.3"], (await Releases.OfApplication(application).AllAsync()).Select(r => r.Version));
        Assert.Equal(GateKind.Pinned, Assert.Single(await Releases.Queue("dev").AllAsync()).Gates![0].Kind);
        Assert.Null(await Releases.NextAsync("dev"));
        var pin = Assert.Single(await Releases.Pins(application).AllAsync());
        Assert.Equal(("dev", first, "1.8.3", "1.8.4 loses orders"), (pin.Environment, pin.ReleaseId, pin.Version, pin.Reason));
        await Releases.UnpinAsync(application, "dev");
        Assert.Empty(await Releases.Pins(application, "dev").AllAsync());
        var next = await Releases.NextAsync("dev");
        Assert.Equal("1.8.4", next!.Version);
        await Releases.DeployedAsync(next.Id, next.Attempt);
    }
}
