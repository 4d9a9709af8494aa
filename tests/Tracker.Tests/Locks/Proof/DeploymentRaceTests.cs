using System.Net;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Locks.Proof;

/// <summary>Of the deployments of one service that start at the same time, exactly one does, until it ends.</summary>
public sealed class DeploymentRaceTests
{
    private const int Clients = 64;

    [Fact]
    public async Task On_two_replicas_of_which_one_is_killed()
    {
        await using var servers = await RaceServers.OnPostgresAsync();
        await RaceAsync(servers);
    }

    [Fact]
    public async Task On_the_embedded_store_whose_server_is_killed()
    {
        await using var servers = await RaceServers.OnSqliteAsync();
        await RaceAsync(servers);
    }

    private static async Task RaceAsync(RaceServers servers)
    {
        var random = new Random(11);
        var rounds = LongRun.Scale(6, 100);
        using var caller = new LockCaller(servers.Addresses);
        for (var round = 0; round < rounds; round++)
        {
            var disturbed = round % 3 == 1 ? servers.KillAsync(random) : Task.CompletedTask;
            var starts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => StartAsync(caller, $"round {round} client {client}", client)));
            await disturbed;
            Assert.All(starts, s => Assert.True(s.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"round {round}: {s}"));
            var winner = (string)Assert.Single(starts, s => s.IsDone).Body["event"]!["metadata"]!["id"]!;
            await AnsweredAsync(server => caller.SendAsync(server, HttpMethod.Put, "/api/v1alpha1/event", body: new { id = winner, attributes = new { status = "success" } }));
        }

        // Whoever was refused has left nothing behind, and by the database's clock there was one lock after the other.
        var stored = await AnsweredAsync(server => caller.SendAsync(server, HttpMethod.Get, "/api/v1alpha1/events/search?service=shop&per_page=1000"));
        Assert.Equal(rounds, stored.Body["events"]!.AsArray().Count);
        var records = await servers.Audit.ReadAsync();
        Assert.Equal(rounds, records.Count(r => r.What == AuditRecord.Taken));
        Assert.Equal(rounds, records.Count(r => r.What == AuditRecord.Ended));
        // The end of a deployment is no release that clients were recorded with.
        Assert.DoesNotContain(LockAuditRules.Violations(records, []), v => !v.Contains("before its time", StringComparison.Ordinal));
    }

    private static Task<Reply> StartAsync(LockCaller caller, string title, int client) => AnsweredAsync(
        server => caller.SendAsync(server + client, HttpMethod.Post, "/api/v1alpha1/event", key: title, body: new JsonObject
        {
            ["title"] = title,
            ["attributes"] = new JsonObject { ["type"] = "deployment", ["status"] = "start", ["service"] = "shop", ["environment"] = "production" },
        }));

    private static async Task<Reply> AnsweredAsync(Func<int, Task<Reply>> ask)
    {
        var server = 0;
        return await Poll.ForAsync(
            async () =>
            {
                var reply = await ask(server++);
                return reply.IsUnknown ? null : reply;
            },
            TimeSpan.FromSeconds(60),
            what: "an answer");
    }
}
