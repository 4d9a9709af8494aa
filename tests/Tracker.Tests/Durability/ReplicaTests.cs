using Tracker.Testing;

namespace Tracker.Tests.Durability;

/// <summary>Two servers over one PostgreSQL database are one Tracker.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task What_one_replica_stores_the_other_shows_and_tells_its_viewers()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var settings = new Dictionary<string, string> { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
        await using var one = await TrackerApp.StartAsync(settings);
        await using var other = await TrackerApp.StartAsync(settings);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var stream = new StreamReader(await other.Http.GetStreamAsync("/live", limit.Token));
        // The stream opens with a line of its own; from then on it listens.
        await stream.ReadLineAsync(limit.Token);
        var made = await one.PostAsync("/api/v1alpha1/event", Some.EventJson());
        Assert.Equal(200, made.Status);
        Assert.Equal(made.At("event")!.ToJsonString(), (await other.GetAsync("/api/v1alpha1/event/" + made.TextAt("event.metadata.id"))).At("event")!.ToJsonString());

        string? line;
        do line = await stream.ReadLineAsync(limit.Token);
        while (line is not null && !line.Contains("events", StringComparison.Ordinal));
        Assert.NotNull(line);
    }

    [Fact]
    public async Task The_same_key_at_two_replicas_is_one_event()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var settings = new Dictionary<string, string> { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
        await using var one = await TrackerApp.StartAsync(settings);
        await using var other = await TrackerApp.StartAsync(settings);
        var (body, key) = (Some.EventJson(), Some.Name("key"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? one : other).PostAsync("/api/v1alpha1/event", body, key)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Single(answers.Select(a => a.TextAt("event.metadata.id")).Distinct());
    }
}
