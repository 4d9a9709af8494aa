using Tracker.Server.Demo;
using Tracker.Server.Demo.Plan;
using Tracker.Testing;

namespace Tracker.Tests.Demo;

/// <summary>A server whose store was filled with a month, which ends on a Thursday afternoon.</summary>
public sealed class FilledStore : IAsyncDisposable
{
    public static readonly DateTimeOffset End = new(2026, 11, 19, 14, 30, 0, TimeSpan.Zero);

    private readonly TempFolder _folder;

    private FilledStore(int seed, DateTimeOffset end, TempFolder folder, TrackerApp app) => (_folder, App, Plan) = (folder, app, DemoMonth.Of(seed, end));

    public TrackerApp App { get; }

    internal DemoPlan Plan { get; }

    public static async Task<FilledStore> CreateAsync(int seed, DateTimeOffset end)
    {
        var folder = new TempFolder();
        Assert.True(await DemoCommand.PrepareAsync(["--demo", "--demo-seed", seed.ToString()], TextWriter.Null, Settings(folder), new FakeClock(end)));
        return new(seed, end, folder, await TrackerApp.StartAsync(clock: new FakeClock(end), folder: folder));
    }

    public static Dictionary<string, string> Settings(TempFolder folder) => new()
    {
        ["DATA_DIR"] = folder.FullPath,
        ["TRACKER_SECRET_KEY"] = "a key for tests alone, 32 characters",
    };

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>The same, shared by the tests that only read it: filling it is most of what they cost.</summary>
[CollectionDefinition(nameof(FilledStore))]
public sealed class FilledStoreCollection : ICollectionFixture<FilledStoreFixture>;

public sealed class FilledStoreFixture : IAsyncLifetime
{
    public FilledStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await FilledStore.CreateAsync(1, FilledStore.End);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
