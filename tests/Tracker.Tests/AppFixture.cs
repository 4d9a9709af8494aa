using Tracker.Testing;

namespace Tracker.Tests;

/// <summary>The real app on the embedded store, shared by the tests of a class.</summary>
public class AppFixture : IAsyncLifetime
{
    public TrackerApp App { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => App = await TrackerApp.StartAsync(await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (App is not null) await App.DisposeAsync();
    }

    protected virtual Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(new Dictionary<string, string>());
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresAppFixture : AppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var cluster = await PostgresCluster.SharedAsync();
        return new() { ["DATABASE_URL"] = await cluster.CreateDatabaseAsync() };
    }
}
