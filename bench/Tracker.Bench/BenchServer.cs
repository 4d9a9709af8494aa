using Tracker.Testing;

namespace Tracker.Bench;

/// <summary>The real server as it is measured: its own process, its data on a real disk, quiet logs.</summary>
internal static class BenchServer
{
    public static Task<TrackerProcess> StartAsync(string scenario, CancellationToken ct, string? databaseUrl = null, Dictionary<string, string?>? settings = null) => TrackerProcess.StartAsync(
        new TrackerProcessOptions
        {
            DataDirectory = Machine.DataFolder(scenario),
            Environment = new Dictionary<string, string?>(settings ?? [])
            {
                ["LOG_LEVEL"] = "warning",
                ["DATABASE_URL"] = databaseUrl,
                ["TRACKER_SECRET_KEY"] = databaseUrl is null ? null : "what the replicas of a bench know",
            },
        },
        ct);
}
