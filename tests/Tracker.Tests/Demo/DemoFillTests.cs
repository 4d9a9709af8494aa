using System.Globalization;
using Tracker.Server.Demo;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Demo;

/// <summary>What the filled store holds, and what happens where it is not empty.</summary>
[Collection(nameof(FilledStore))]
public sealed class DemoFillTests(FilledStoreFixture fixture)
{
    private TrackerApp App => fixture.Store.App;

    [Fact]
    public async Task Every_state_of_releases_and_tasks_is_there()
    {
        Assert.Equal([0, 1, 2, 3, 4], await NumbersAsync("SELECT DISTINCT state FROM release_entry ORDER BY state"));
        Assert.Superset(new HashSet<long> { 1, 2, 3 }, (await NumbersAsync("SELECT DISTINCT state FROM task")).ToHashSet());
        Assert.Single(await NumbersAsync("SELECT release_id FROM release_pin"));
    }

    [Fact]
    public async Task What_goes_on_now_goes_on_since_some_time()
    {
        var held = await App.Database.QueryAsync("SELECT created_at FROM lock_held", r => r.GetInstant(0), default);
        Assert.True(held.Count >= 3, $"{held.Count} locks are held");
        Assert.All(held, since => Assert.InRange(FilledStore.End - since, TimeSpan.Zero, TimeSpan.FromHours(4)));
        Assert.NotEmpty(await NumbersAsync("SELECT id FROM run WHERE exit_code IS NULL"));
        Assert.NotEmpty(await NumbersAsync("SELECT key_id FROM timeline_run WHERE kind = 0 AND ended IS NULL"));
    }

    [Fact]
    public async Task Nothing_is_to_be_sent_or_polled()
    {
        Assert.Empty(await NumbersAsync("SELECT id FROM outbox"));
        Assert.Empty(await NumbersAsync("SELECT id FROM release_tracker WHERE NOT paused"));
    }

    [Fact]
    public async Task The_feed_was_written_in_the_order_of_time()
    {
        var times = await NumbersAsync("SELECT at FROM activity ORDER BY id");
        Assert.True(times.Count > 3000);
        Assert.Equal(times.Order(), times);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/catalog")]
    [InlineData("/tasks")]
    [InlineData("/timelines/nightly-etl")]
    [InlineData("/releases")]
    [InlineData("/runs")]
    [InlineData("/locks")]
    public async Task Its_pages_can_be_read(string page) => Assert.Equal(200, (await App.GetAsync(page)).Status);

    [Fact]
    public async Task A_store_that_is_used_stays_as_it_is()
    {
        using var folder = new TempFolder();
        await using (var app = await TrackerApp.StartAsync(folder: folder)) Assert.Equal(200, (await app.PostAsync("/api/v1alpha1/event", Some.EventJson())).Status);
        var told = new StringWriter(CultureInfo.InvariantCulture);

        Assert.False(await DemoCommand.PrepareAsync(["--demo"], told, FilledStore.Settings(folder)));

        Assert.Contains("not empty", told.ToString(), StringComparison.Ordinal);
        await using var after = await TrackerApp.StartAsync(folder: folder);
        Assert.Single(await after.Database.QueryAsync("SELECT id FROM activity", r => r.GetInt64(0), default));
        Assert.Empty(await after.Database.QueryAsync("SELECT id FROM audit", r => r.GetInt64(0), default));
    }

    private Task<List<long>> NumbersAsync(string sql) => App.Database.QueryAsync(sql, r => r.GetInt64(0), default);
}
