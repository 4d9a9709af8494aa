using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli;

/// <summary><c>tracker status</c></summary>
internal sealed class StatusCommand() : ClientCommand("status", "Tells whether the server can be reached, who you are to it, and what is wrong on it.")
{
    private static readonly Column[] Fields =
    [
        Column.Of("Server", "server"), Column.State("State", "state"), Column.Of("You are", "name"), Column.Of("You may", "scope"), Column.Of("Shown", "credentials"),
        Column.Of("Locks held", "locks_held"), Column.Of("Tasks out", "tasks_out"),
    ];

    public override IReadOnlyList<string> Examples { get; } = ["tracker status", "tracker status --server https://tracker.example.com --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var server = session.Server;
        var status = new JsonObject { ["server"] = server.Target.Server.AbsoluteUri, ["credentials"] = server.Target.CredentialsFrom ?? "none" };
        var ready = await server.TrySendAsync(new Request(HttpMethod.Get, "healthz/ready"), ct);
        if (ready.Status is not (200 or 503)) throw Refusal.Of(ready, server.Target);
        status["state"] = ready.IsDone ? "ok" : Text(ready.Json(server.Target), "reason");
        var me = await server.TrySendAsync(new Request(HttpMethod.Get, "api/v1/me"), ct);
        if (me.IsDone)
        {
            status["name"] = Text(me.Json(server.Target), "name");
            status["scope"] = Text(me.Json(server.Target), "scope");
            await AddCountsAsync(status, server, ct);
        }

        session.Out.Fields(JsonDocument.Parse(status.ToJsonString()).RootElement, Fields);
        if (!me.IsDone) throw Refusal.Of(me, server.Target);
        return ready.IsDone ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task AddCountsAsync(JsonObject status, ServerConnection server, CancellationToken ct)
    {
        var locks = await server.TrySendAsync(new Request(HttpMethod.Get, "api/v1alpha1/locks/list?per_page=1"), ct);
        if (locks.IsDone) status["locks_held"] = Column.At(locks.Json(server.Target), "totalCount").GetInt64();
        // Tasks want credentials, in open mode too.
        var tasks = await server.TrySendAsync(new Request(HttpMethod.Get, "api/tasks?state=down&per_page=1000"), ct);
        if (tasks.IsDone) status["tasks_out"] = new JsonArray([.. tasks.Json(server.Target).EnumerateArray().Select(t => (JsonNode?)Text(t, "name"))]);
    }

    private static string Text(JsonElement json, string path) => Column.TextOf(Column.At(json, path));
}
