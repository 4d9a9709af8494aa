using Tracker.Testing;

namespace Tracker.Tests.Notifications;

/// <summary>Settings of an app whose receivers are on this machine.</summary>
internal static class Outside
{
    private const string AdminKey = "the-key-of-those-who-administer";

    public static Dictionary<string, string> Settings() => new() { ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8", ["ADMIN_KEY"] = AdminKey };

    public static void Administer(HttpClient http) => http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);

    public static async Task<Dictionary<string, string>> PostgresAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var cluster = await PostgresCluster.SharedAsync();
        return new(Settings()) { ["DATABASE_URL"] = await cluster.CreateDatabaseAsync() };
    }
}
