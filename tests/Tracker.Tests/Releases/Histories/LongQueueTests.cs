using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Tests.Releases.Histories;

/// <summary>Queues in which more wait than one look takes in, and entries that nothing can be done with.</summary>
public sealed class LongQueueTests : IAsyncLifetime
{
    private const int Waiting = QueueReader.Most + 1;

    private ReleaseWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await ReleaseWorld.CreateAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Behind_any_number_that_wait_for_somebody_the_one_that_may_go_is_found()
    {
        await _world.Database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                for (var i = 1; i <= Waiting; i++) await EnterAsync(write, $"many.app{i}", "prod", promotedBy: "");
                await EnterAsync(write, "many.last", "prod", promotedBy: "ann");
                return true;
            },
            Ct);

        var next = (await _world.Releases.NextAsync("prod", "a deployer", TimeSpan.FromMinutes(1), null, ReleaseWorld.Deployer, Ct)).OrThrow();

        Assert.Equal("many.last", next?.Application);
        Assert.Equal(Waiting + 1, (await QueueAsync(0)).Count + (await QueueAsync(QueueReader.Most)).Count);
    }

    [Fact]
    public async Task One_claim_that_cannot_be_given_back_holds_no_other_one_up()
    {
        var environments = await _world.Reader.EnvironmentsAsync(Ct);
        await _world.Database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                // An alias that there was when it was claimed, and that is no environment any more.
                foreach (var environment in new[] { "qa", "dev" })
                {
                    var entry = await EnterAsync(write, $"lapsing.{environment}", environment, promotedBy: "");
                    await QueueStore.UpdateAsync(write, entry with { State = QueueState.Claimed, ClaimedBy = "dead", Lease = TimeSpan.FromMinutes(1), LeaseUntil = _world.Clock.GetUtcNow(), Attempts = 1 });
                }

                return true;
            },
            Ct);

        await _world.LeapAsync(TimeSpan.FromMinutes(1));

        Assert.Contains(environments, e => e.Name == "dev");
        var states = (await _world.Reader.ListAsync("", null, null, 10, 0, Ct)).ToDictionary(e => e.Application, e => e.Entry.State);
        Assert.Equal((QueueState.Claimed, QueueState.Queued), (states["lapsing.qa"], states["lapsing.dev"]));
    }

    private async Task<IReadOnlyList<Waiting>> QueueAsync(int offset) =>
        await _world.Get<QueueReader>().QueueAsync("prod", await _world.Reader.EnvironmentsAsync(Ct), Ct, offset: offset);

    private async ValueTask<QueueEntry> EnterAsync(IWrite write, string name, string environment, string promotedBy)
    {
        var now = _world.Clock.GetUtcNow();
        var tracker = (await TrackerStore.InsertAsync(write, new ReleaseTracker { Uuid = Guid.NewGuid(), Name = name, Service = name, Repo = "a/b", SourcePath = "a", IsPaused = true, CreatedAt = now, UpdatedAt = now }))!;
        var requirements = await TrackerStore.InsertRequirementsAsync(write, tracker.Id, new() { ReadAt = now });
        var release = await QueueStore.InsertAsync(write, new Release
        {
            Uuid = Guid.NewGuid(),
            Application = tracker.Id,
            Image = "quay.io/many/app",
            Tag = "1.0.0",
            Digest = "sha256:" + new string('0', 64),
            Cause = ReleaseCause.NewVersion,
            Requirements = requirements.Id,
            CreatedAt = now,
        });
        return await QueueStore.InsertAsync(write, new QueueEntry { Uuid = Guid.NewGuid(), Application = tracker.Id, Release = release.Id, Environment = environment, EnteredAt = now, Since = now, PromotedBy = promotedBy });
    }
}
