using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Protocol.Timelines;
using Tracker.Server;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Access;
using Tracker.Tests.Operations.Outbound;
using Tracker.Tests.Timelines.Ingest;
using Tracker.Tests.Timelines.Udp;

namespace Tracker.Tests.Timelines.Agents;

/// <summary>Real agents and a real server, either of which is killed: every message the agent took arrives, and makes what it would have made once.</summary>
public sealed class AgentTests
{
    private const string AdminKey = "the key of an administrator";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(true), InlineData(false)]
    public async Task Every_message_arrives_whoever_is_killed(bool pushes)
    {
        var port = Ports.FreeTcp();
        await using var server = await ServerAsync(port);
        await using var agent = await AgentProcess.StartAsync(pushes ? Push(port) : new Dictionary<string, string?>(), Ct);
        if (!pushes) await AddAsync(server, agent);
        var (context, sent, random) = (Some.Name("agents"), new List<Incoming>(), new Random(5));
        var rounds = LongRun.Scale(4, 40);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                List<Incoming> messages = [.. Enumerable.Range(0, 50).Select(_ => SomeIncoming.Point(context, $"step {random.Next(30)}", Instant.ToMicroseconds(DateTimeOffset.UtcNow.AddHours(-1)) + sent.Count + random.Next(1_000_000)))];
                // What it has not acknowledged, whoever sent it sends again.
                await Poll.UntilAsync(async () => await PostAsync(agent, context, messages) == 202, TimeSpan.FromSeconds(60), Ct);
                sent.AddRange(messages);
            }

            if (round % 2 == 0)
            {
                await agent.KillAsync(Ct);
                await agent.StartAgainAsync(Ct);
            }
            else
            {
                await server.KillAsync(Ct);
                await server.StartAgainAsync(Ct);
            }
        }

        var expected = StoredRuns.Of(sent);
        await Poll.UntilAsync(async () => (await StoredAsync(server, context)).Count >= expected.Count, TimeSpan.FromMinutes(3), Ct);
        Assert.Equal(expected, await StoredAsync(server, context));
        // Pulled ones go when the server has said so with its next question.
        await Poll.UntilAsync(async () => (await agent.HealthAsync(Ct)).GetProperty("spooled").GetInt64() == 0, TimeSpan.FromMinutes(2), Ct);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Behind_a_path_and_over_TLS_of_an_authority_of_ones_own_messages_arrive(bool pushes)
    {
        using var folder = new TempFolder();
        using var authority = OwnAuthority.Create();
        using var certificate = OwnAuthority.Sign(authority, "127.0.0.1");
        await File.WriteAllTextAsync(folder.PathOf("ca.pem"), authority.ExportCertificatePem(), Ct);
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = AdminKey, ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8", ["TRACKER_OUTBOUND_CA"] = folder.PathOf("ca.pem") });
        app.Http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
        await using var front = await Nginx.StartSecureAsync(app.HttpAddress, "/tracker/", certificate, Ct);
        var push = new Dictionary<string, string?> { ["TRACKER_SERVER"] = front.Address.ToString(), ["TRACKER_TOKEN"] = AdminKey, ["TRACKER_OUTBOUND_CA"] = folder.PathOf("ca.pem") };
        await using var agent = await AgentProcess.StartAsync(pushes ? push : [], Ct);
        await using var edge = await Nginx.StartSecureAsync(agent.Url, "/edge/", certificate, Ct);
        if (!pushes)
        {
            using var made = await app.Http.PostAsJsonAsync("/api/v1/agents", new { name = "edge", url = edge.Address, key = AgentProcess.Key }, Ct);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        var context = Some.Name("deploy/shop");
        Assert.Equal(202, await agent.PostAsync(context, new[] { new { name = "compile", type = 2 } }, Ct));
        await Poll.UntilAsync(async () => (await app.GetAsync($"/api/contexts/{Uri.EscapeDataString(context)}/latest")) is { Status: 200 } answer && answer.Text.Contains("compile", StringComparison.Ordinal), TimeSpan.FromSeconds(60), Ct);
        await Poll.UntilAsync(async () => (await agent.HealthAsync(Ct)).GetProperty("spooled").GetInt64() == 0, TimeSpan.FromSeconds(60), Ct);
    }

    [Fact]
    public async Task An_authority_that_nobody_named_is_not_believed()
    {
        using var authority = OwnAuthority.Create();
        using var certificate = OwnAuthority.Sign(authority, "127.0.0.1");
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = AdminKey });
        await using var front = await Nginx.StartSecureAsync(app.HttpAddress, "/tracker/", certificate, Ct);
        await using var agent = await AgentProcess.StartAsync(new Dictionary<string, string?> { ["TRACKER_SERVER"] = front.Address.ToString(), ["TRACKER_TOKEN"] = AdminKey }, Ct);
        Assert.Equal(202, await agent.PostAsync("c", new[] { new { name = "compile", type = 2 } }, Ct));
        await Poll.UntilAsync(async () => (await agent.HealthAsync(Ct)).GetProperty("error").GetString()?.Contains("SSL", StringComparison.Ordinal) == true, TimeSpan.FromSeconds(60), Ct);
        Assert.Equal(1, (await agent.HealthAsync(Ct)).GetProperty("spooled").GetInt64());
    }

    [Fact]
    public async Task A_datagram_beside_it_gets_the_machines_address_and_the_time_it_came()
    {
        var port = Ports.FreeTcp();
        await using var server = await ServerAsync(port);
        await using var agent = await AgentProcess.StartAsync(new Dictionary<string, string?>(Push(port)) { ["AGENT_ADDRESS"] = "192.0.2.7" }, Ct);
        var (context, before) = (Some.Name("datagram"), Instant.ToMicroseconds(DateTimeOffset.UtcNow));
        using (var sender = new DatagramSender(agent.Udp)) sender.Send($$"""{"context":"{{context}}","name":"compile","type":2,"autoIP":true}""");
        await Poll.UntilAsync(async () => (await StoredAsync(server, context)).Count == 1, TimeSpan.FromSeconds(60), Ct);
        var stored = Assert.Single(await StoredAsync(server, context));
        Assert.StartsWith("compile@192.0.2.7 ", stored);
        var at = long.Parse(stored.Split("Start = ")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(at, before - 1, Instant.ToMicroseconds(DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task Without_its_key_nothing_is_answered_and_wrong_messages_are_refused_where_they_are_made()
    {
        await using var agent = await AgentProcess.StartAsync(new Dictionary<string, string?>(), Ct);
        using var stranger = new HttpClient { BaseAddress = agent.Url };
        foreach (var path in new[] { "/outbox", "/health", "/metrics" })
        {
            using var answer = await stranger.GetAsync(new Uri(path, UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("AGENT_KEY", await answer.Content.ReadAsStringAsync(Ct));
        }

        Assert.Equal(400, await agent.PostAsync("c", "[{\"name\":", Ct));
        Assert.Equal(400, await agent.PostAsync("c", new { name = "", type = 0 }, Ct));
        Assert.Equal(400, await agent.PostAsync("c", new { name = "a", type = 0, time = DateTimeOffset.UtcNow.AddYears(2) }, Ct));
        Assert.Equal(0, (await agent.HealthAsync(Ct)).GetProperty("spooled").GetInt64());
        using var wrong = await agent.Http.GetAsync(new Uri("/outbox?wait=31", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task What_was_handed_out_stays_until_it_is_named_with_the_spool_it_came_from()
    {
        await using var agent = await AgentProcess.StartAsync(new Dictionary<string, string?>(), Ct);
        Assert.Equal(202, await agent.PostAsync("c", new[] { new { name = "a", type = 2 }, new { name = "b", type = 2 } }, Ct));
        var first = await OutboxAsync("/outbox");
        Assert.Equal(2, first.GetProperty("messages").GetArrayLength());
        var (spool, last) = (first.GetProperty("spool").GetGuid(), first.GetProperty("last").GetInt64());

        // A server that remembers another spool, such as one from before a disk was lost, deletes nothing of this one.
        Assert.Equal(2, (await OutboxAsync($"/outbox?of={Guid.NewGuid()}&after={last + 1000}")).GetProperty("messages").GetArrayLength());
        await agent.KillAsync(Ct);
        await agent.StartAgainAsync(Ct);
        Assert.Equal(0, (await OutboxAsync($"/outbox?of={spool}&after={last}")).GetProperty("messages").GetArrayLength());
        Assert.Equal(0, (await agent.HealthAsync(Ct)).GetProperty("spooled").GetInt64());

        async Task<JsonElement> OutboxAsync(string path)
        {
            using var document = JsonDocument.Parse(await agent.Http.GetStringAsync(new Uri(path, UriKind.Relative), Ct));
            return document.RootElement.Clone();
        }
    }

    [Fact]
    public async Task A_full_spool_says_so_and_keeps_what_it_has()
    {
        await using var agent = await AgentProcess.StartAsync(new Dictionary<string, string?> { ["AGENT_MESSAGES"] = "1000" }, Ct);
        object[] thousand = [.. Enumerable.Range(0, 1000).Select(i => new { name = $"step {i}", type = 2 })];
        Assert.Equal(202, await agent.PostAsync("c", thousand, Ct));
        Assert.Equal(429, await agent.PostAsync("c", new[] { new { name = "one more", type = 2 } }, Ct));
        Assert.Equal(1000, (await agent.HealthAsync(Ct)).GetProperty("spooled").GetInt64());
    }

    [Fact]
    public async Task An_agent_without_a_key_does_not_start_and_a_server_may_not_be_told_of_what_it_must_not_call()
    {
        using var folder = new TempFolder();
        await using var keyless = await ChildProcess.RunAsync("dotnet", [Repository.Server, "agent"], new Dictionary<string, string?> { ["AGENT_KEY"] = null, ["DATA_DIR"] = folder.FullPath, ["AGENT_PORT"] = "0", ["UDP_PORT"] = "off" }, ct: Ct);
        Assert.Equal(2, keyless.ExitCode);
        Assert.Contains("AGENT_KEY is required", keyless.Errors);

        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = AdminKey });
        app.Http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
        using var refused = await app.Http.PostAsJsonAsync("/api/v1/agents", new { name = "inside", url = "http://127.0.0.1:8124", key = AgentProcess.Key }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("TRACKER_OUTBOUND_ALLOW", await refused.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_told_of_without_its_key()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = AdminKey, ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8" });
        app.Http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
        // Taken, so that nobody else answers there, and not listened on.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var made = await app.Http.PostAsJsonAsync("/api/v1/agents", new { name = "gone", url = $"http://{taken.LocalEndPoint}/", key = AgentProcess.Key }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string listed = "";
        await Poll.UntilAsync(
            async () => (listed = await app.Http.GetStringAsync(new Uri("/api/v1/agents", UriKind.Relative), Ct)).Contains("refused", StringComparison.OrdinalIgnoreCase), TimeSpan.FromSeconds(60), Ct);
        Assert.DoesNotContain(AgentProcess.Key, listed + await made.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<int> PostAsync(AgentProcess agent, string context, List<Incoming> messages)
    {
        try
        {
            return await agent.PostAsync(context, messages.ConvertAll(m => new { name = m.Name, type = (int)m.Type, time = Instant.FromMicroseconds(m.Time) }), Ct);
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static Task<TrackerProcess> ServerAsync(int port) => TrackerProcess.StartAsync(
        new() { Environment = new Dictionary<string, string?> { ["HTTP_PORT"] = $"{port}", ["ADMIN_KEY"] = AdminKey, ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8" } }, Ct);

    private static Dictionary<string, string?> Push(int port) => new() { ["TRACKER_SERVER"] = $"http://127.0.0.1:{port}", ["TRACKER_TOKEN"] = AdminKey };

    private static async Task AddAsync(TrackerProcess server, AgentProcess agent)
    {
        using var http = server.CreateHttpClient();
        http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
        using var made = await http.PostAsJsonAsync("/api/v1/agents", new { name = "edge", url = agent.Url, key = AgentProcess.Key }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task<List<string>> StoredAsync(TrackerProcess server, string context)
    {
        await using var store = await Database.OpenAsync(
            new StorageOptions { DataDirectory = server.DataDirectory, BesideServer = true }, [typeof(TrackerServer).Assembly], TimeProvider.System, NullLoggerFactory.Instance, Ct);
        return await StoredRuns.ReadAsync(store, context, Ct);
    }
}
