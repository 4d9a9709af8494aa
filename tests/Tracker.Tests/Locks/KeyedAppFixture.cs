namespace Tracker.Tests.Locks;

/// <summary>An app with one key, and open to callers without: two principals.</summary>
public class KeyedAppFixture : AppFixture
{
    public const string Key = "a key for the locks";

    protected override async Task<Dictionary<string, string>> SettingsAsync() =>
        new(await base.SettingsAsync()) { ["API_KEY"] = Key, ["TRACKER_ALLOW_ANONYMOUS"] = "write" };
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class KeyedPostgresFixture : KeyedAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(Testing.PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", Testing.PostgresCluster.Missing ?? "");
        var cluster = await Testing.PostgresCluster.SharedAsync();
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await cluster.CreateDatabaseAsync() };
    }
}
