using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Server;
using Tracker.Server.Access;
using Tracker.Server.Locks;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Releases.Versions;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Histories;

/// <summary>An application, its repository and its registry as they are now, whether or not anybody has looked.</summary>
internal sealed class Application(string name, long id)
{
    public string Name => name;

    public long Id => id;

    public string Service => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public IReadOnlyList<string> Depends { get; init; } = [];

    /// <summary>The state of its requirements file; grows.</summary>
    public int File { get; set; } = 1;

    public int FileSeen { get; set; }

    public int FilesRead { get; set; }

    public string Label { get; set; } = ">=0";

    public IReadOnlyList<string> Omits { get; set; } = [];

    public SortedDictionary<string, string> Digests { get; } = new(StringComparer.Ordinal);
}

/// <summary>
/// The server's own rules and store, without its workers and without a network: what polls find is made up, everything behind that is real.
/// The time stands still but for leaps.
/// </summary>
internal sealed class ReleaseWorld : IAsyncDisposable
{
    private static readonly string[] Names = ["shop.database", "shop.api", "shop.web"];

    private readonly TempFolder _folder = new();
    private readonly List<Application> _applications = [];
    private WebApplication _server = null!;
    private int _digests;

    public static readonly Caller Deployer = new(new Principal("key:deployer", "a deployer", Scope.Admin), "", null);

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    public IReadOnlyList<Application> Applications => _applications;

    public IDatabase Database => Get<IDatabase>();

    public ReleaseService Releases => Get<ReleaseService>();

    public ReleaseReader Reader => Get<ReleaseReader>();

    public PinService Pins => Get<PinService>();

    public EnvironmentService Environments => Get<EnvironmentService>();

    public LockService Locks => Get<LockService>();

    public FreezeService Freezes => Get<FreezeService>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ReleaseWorld> CreateAsync()
    {
        var world = new ReleaseWorld();
        var settings = new Dictionary<string, string>
        {
            ["DATA_DIR"] = world._folder.FullPath,
            ["HTTP_PORT"] = "0",
            ["GRPC_PORT"] = "0",
            ["METRICS_PORT"] = "0",
            ["UDP_PORT"] = "0",
            ["LOG_LEVEL"] = "error",
        };
        // Never started: no worker does anything that the history does not say.
        world._server = await TrackerServer.CreateAsync([], settings, world.Clock, ct: Ct);
        foreach (var name in Names) await world.FollowAsync(name);
        return world;
    }

    public T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    public async Task<ReleaseTracker> TrackerAsync(Application application) => (await Get<TrackerReader>().FindAsync(application.Name, Ct))!;

    public async Task<IReadOnlyList<Standing>> StandingsAsync(Application application) => await Get<Standings>().OfAsync(await TrackerAsync(application), Ct);

    /// <summary>The tag means another image from now on.</summary>
    public string Push(Application application, string tag) =>
        application.Digests[tag] = "sha256:" + (++_digests).ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>The tag and digest that a label leads to now; null when there is none.</summary>
    public static (string Tag, string Digest)? Found(Application application, string label)
    {
        Assert.True(ContainerLabel.TryParse(label, out var parsed, out _));
        var tag = parsed.FixedTag ?? parsed.Best(application.Digests.Keys)?.Tag;
        return tag is not null && application.Digests.TryGetValue(tag, out var digest) ? (tag, digest) : null;
    }

    public async Task PollAsync(Application application)
    {
        var (tracker, now, side) = (await TrackerAsync(application), Clock.GetUtcNow(), new PolledSide(null, null, 0));
        TrackedRequirements? read = null;
        if (application.FileSeen < application.File)
        {
            (application.FileSeen, application.FilesRead) = (application.File, application.FilesRead + 1);
            read = new()
            {
                ReadAt = now,
                Image = "quay.io/" + application.Name.Replace('.', '/'),
                Label = application.Label,
                Depends = application.Depends,
                OmitFromNamespaces = application.Omits,
                Configuration = string.Create(CultureInfo.InvariantCulture, $$"""{"file":{{application.File}}}"""),
            };
        }

        var label = (read ?? tracker.Requirements!).Label;
        Assert.True(ContainerLabel.TryParse(label, out var parsed, out _));
        var image = Found(application, label) is var (tag, digest)
            ? new TrackerPoll.FoundImage(new() { Tag = tag, State = digest + " ", ReadAt = now }, parsed, digest, side)
            : new TrackerPoll.FoundImage(tracker.Image with { Error = "There is none.", ErrorAt = now }, null, null, side);
        var file = new TrackerPoll.FoundFile(new() { State = application.File.ToString(CultureInfo.InvariantCulture), ReadAt = now }, read, side);
        Assert.True((await Get<TrackerPoll>().KeepAsync(tracker, file, image, Ct)).IsKept);
    }

    /// <summary>It is later, and what has lapsed meanwhile is looked after.</summary>
    public async Task LeapAsync(TimeSpan by)
    {
        Clock.Leap(by);
        await ActivatorUtilities.CreateInstance<QueueSweeper>(_server.Services).SweepAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FollowAsync(string name)
    {
        var now = Clock.GetUtcNow();
        var tracker = new ReleaseTracker
        {
            Uuid = Guid.CreateVersion7(now),
            Name = name,
            Service = name[5..],
            Repo = "shop/requirements",
            SourcePath = "fathomable.yaml",
            IsPaused = true,
            Interval = PollPlan.DefaultInterval,
            CreatedBy = "tests",
            CreatedAt = now,
            UpdatedAt = now,
        };
        var stored = (await Database.WriteAsync(Isolation.RowLocks, async write => await TrackerStore.InsertAsync(write, tracker), Ct))!;
        _applications.Add(new(name, stored.Id) { Depends = _applications.Count == 0 ? [] : [_applications[^1].Name] });
    }
}
