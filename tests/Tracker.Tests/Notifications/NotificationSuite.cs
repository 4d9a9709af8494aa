using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Notifications;

/// <summary>From an event or a lock to real receivers on loopback, on both engines.</summary>
public abstract class NotificationSuite(TrackerApp app) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private Receiver _receiver = null!;

    private CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_gets_what_its_rule_names_signed_and_once()
    {
        var service = Some.Name("pay");
        var (channel, secret) = await WebhookAsync();
        await RuleAsync(new { channel, kinds = new[] { "deployment.failure" }, service });
        await EventAsync(service, "success");
        await EventAsync(Some.Name("other"), "failure");
        var id = await EventAsync(service, "failure");

        var request = await FirstAsync();
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal(("deployment.failure", "bad", service, id), ((string)body["kind"]!, (string)body["severity"]!, (string)body["service"]!, (string)body["subject"]!));
        Assert.Equal((string)body["delivery_id"]!, request.Header("Tracker-Delivery"));
        var signed = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(request.Header("Tracker-Timestamp") + "." + request.Body)));
        Assert.Equal("v1=" + signed, request.Header("Tracker-Signature"));

        var delivery = await StateAsync(id, "delivered");
        Assert.Equal(request.Header("Tracker-Delivery"), (string)delivery["id"]!);
        Assert.Equal("200 ok", (await app.GetAsync($"/api/v1/deliveries/{delivery["id"]}")).TextAt("history.0.detail"));
        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task What_fails_is_sent_again_under_the_same_id_not_before_the_receiver_wants_it()
    {
        var service = Some.Name("pay");
        var answers = new Queue<Reply>([new Reply(503, "busy"), new Reply(429, "slow", RetryAfter: 8)]);
        _receiver.Answer = _ => answers.TryDequeue(out var reply) ? reply : Reply.Of(204);
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service });
        var id = await EventAsync(service, "failure");

        var delivery = await StateAsync(id, "delivered");
        Assert.Single(_receiver.Requests.Select(r => r.Header("Tracker-Delivery")).Distinct());
        var history = (await app.GetAsync($"/api/v1/deliveries/{delivery["id"]}")).At("history")!.AsArray();
        Assert.Equal(["retried", "retried", "delivered"], history.Select(h => (string)h!["outcome"]!));
        Assert.Equal(["503 busy", "429 slow", "204"], history.Select(h => (string)h!["detail"]!));
        Assert.True(At(history[2]!) - At(history[1]!) > TimeSpan.FromSeconds(7.9));
        Assert.True(At(history[1]!) - At(history[0]!) > TimeSpan.FromSeconds(1.9));

        static DateTimeOffset At(JsonNode attempt) => (DateTimeOffset)attempt["at"]!;
    }

    [Fact]
    public async Task A_channel_with_two_rules_that_fit_gets_one_delivery()
    {
        var service = Some.Name("pay");
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service });
        await RuleAsync(new { channel, service, kinds = new[] { "*.failure" } });
        await StateAsync(await EventAsync(service, "failure"), "delivered");
        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task Rules_go_by_environment_tag_severity_and_subject()
    {
        var service = Some.Name("pay");
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service, environment = "prod", tag = "core", severity = "warning" });
        await EventAsync(service, "failure", "production");
        await EventAsync(service, "failure", "development", "core");
        await EventAsync(service, "success", "production", "core");
        var id = await EventAsync(service, "failure", "production", "core", "other");
        await StateAsync(id, "delivered");
        Assert.Equal(id, (string)JsonNode.Parse(Assert.Single(_receiver.Requests).Body)!["subject"]!);

        await RuleAsync(new { channel, subject = "nobody" });
        await RuleAsync(new { channel, subject = id, kinds = new[] { "deployment.success" } });
        Assert.Equal(200, (await app.PutAsync("/api/v1alpha1/event", new { id, attributes = new { type = "deployment", service, status = "success" } })).Status);
        await Poll.UntilAsync(() => _receiver.Requests.Count == 2, Patience, Ct);
    }

    [Fact]
    public async Task What_a_notification_causes_notifies_nobody()
    {
        var service = Some.Name("pay");
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service });
        using var echo = new HttpRequestMessage(HttpMethod.Post, "/api/v1alpha1/event") { Content = JsonContent.Create(new { title = "echo", attributes = new { type = 1, service } }) };
        echo.Headers.Add("Tracker-Delivery", Guid.NewGuid().ToString());
        using var answer = await app.Http.SendAsync(echo, Ct);
        Assert.True(answer.IsSuccessStatusCode);
        var id = await EventAsync(service, "failure");
        await StateAsync(id, "delivered");
        Assert.Equal(id, (string)JsonNode.Parse(Assert.Single(_receiver.Requests).Body)!["subject"]!);
    }

    [Fact]
    public async Task Locks_that_are_lost_or_freed_for_those_who_wait_are_told()
    {
        var service = Some.Name("pay");
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service, kinds = new[] { "lock" } });
        var unwanted = await LockAsync(service, "first");
        await app.DeleteAsync($"/api/v1alpha1/lock/{unwanted}");
        var held = await LockAsync(service, "second");
        var waiting = app.PostAsync("/api/v1alpha1/lock", new { service, environment = "production", resource = "deployment", who = "patient", wait_seconds = 60 });
        await Poll.UntilAsync(async () => (await app.GetAsync("/api/v1alpha1/locks/waiting")).Text.Contains("patient", StringComparison.Ordinal), Patience, Ct);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Delete, $"/api/v1alpha1/lock/{held}?force=true&reason=gone")).Status);
        Assert.Equal(200, (await waiting).Status);

        await Poll.UntilAsync(() => _receiver.Requests.Any(r => r.Body.Contains("lock.freed", StringComparison.Ordinal)), Patience, Ct);
        Assert.All(_receiver.Requests, r => Assert.Equal(held, (string)JsonNode.Parse(r.Body)!["subject"]!));
        Assert.Contains(_receiver.Requests, r => r.Body.Contains("patient", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Slack_as_a_bot_is_believed_only_when_it_says_ok()
    {
        var service = Some.Name("pay");
        var answers = new Queue<Reply>([Reply.Of(200, """{"ok":false,"error":"channel_not_found"}""")]);
        _receiver.Answer = _ => answers.TryDequeue(out var reply) ? reply : Reply.Of(200, """{"ok":true,"ts":"1.2"}""");
        var channel = await ChannelAsync("slack", new { token = "xoxb-of-a-bot", channel = "#ops", api_url = _receiver.Url("/api").ToString() });
        await RuleAsync(new { channel, service });
        var id = await EventAsync(service, "failure", title: "<!channel> & co");
        var delivery = await StateAsync(id, "delivered");
        var request = _receiver.Requests[0];
        Assert.Equal(("/api/chat.postMessage", "Bearer xoxb-of-a-bot"), (request.Path, request.Header("Authorization")));
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal("#ops", (string)body["channel"]!);
        Assert.Contains("&lt;!channel&gt; &amp; co", (string)body["text"]!);
        Assert.Contains("channel_not_found", (await app.GetAsync($"/api/v1/deliveries/{delivery["id"]}")).TextAt("history.0.detail"));
        Assert.Equal(2, _receiver.Requests.Count);
    }

    [Fact]
    public async Task Slack_by_incoming_webhook_posts_the_text()
    {
        var channel = await ChannelAsync("slack", new { url = _receiver.Url("/services/T/B/x").ToString() });
        Assert.Equal("true", (await app.PostAsync($"/api/v1/channels/{channel}/test", null)).TextAt("delivered"));
        Assert.Contains("A test of the channel", (string)JsonNode.Parse((await FirstAsync()).Body)!["text"]!);
    }

    [Fact]
    public async Task Mail_arrives_with_the_deliverys_id_after_the_server_was_busy()
    {
        await using var server = new MailServer { Refusing = 1 };
        var service = Some.Name("pay");
        var channel = await ChannelAsync("email", new { host = "127.0.0.1", port = server.Port, tls = false, from = "tracker@example.org", to = new[] { "ops@example.org", "dev@example.org" } });
        await RuleAsync(new { channel, service });
        var delivery = await StateAsync(await EventAsync(service, "failure"), "delivered");
        var mail = Assert.Single(server.Mails);
        Assert.Contains("ops@example.org", mail.To[0]);
        Assert.Contains("dev@example.org", mail.To[1]);
        Assert.Contains($"Message-ID: <{delivery["id"]}@tracker>", mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", mail.Text);
        Assert.Contains(service, mail.Text);
        Assert.Equal(2, (int)delivery["attempts"]!);
    }

    [Fact]
    public async Task What_a_deleted_channel_was_to_get_is_given_up_and_can_be_tried_again()
    {
        var service = Some.Name("pay");
        _receiver.Answer = _ => Reply.Of(500);
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service });
        var id = await EventAsync(service, "failure");
        await Poll.UntilAsync(() => _receiver.Requests.Count > 0, Patience, Ct);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{channel}", new { enabled = false })).Status);
        var dead = await StateAsync(id, "dead");

        _receiver.Answer = _ => Reply.Of(200);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{channel}", new { enabled = true })).Status);
        Assert.Equal(202, (await app.PostAsync($"/api/v1/deliveries/{dead["id"]}/retry", null)).Status);
        await StateAsync(id, "delivered");
        Assert.Single(_receiver.Requests.Select(r => r.Header("Tracker-Delivery")).Distinct());
        Assert.Equal(400, (await app.PostAsync($"/api/v1/deliveries/{dead["id"]}/retry", null)).Status);
    }

    [Fact]
    public async Task Nothing_secret_is_shown_again_or_lies_open_in_the_store()
    {
        var url = _receiver.Url("/very-secret-path").ToString();
        var channel = await ChannelAsync("webhook", new { url, secret = "a secret of the receiver" });
        var listed = (await app.GetAsync("/api/v1/channels")).Text;
        Assert.Contains(channel, listed);
        foreach (var secret in new[] { "very-secret-path", "a secret of the receiver" }) Assert.DoesNotContain(secret, listed);

        // Another address, the same secret: nobody has to know it for that.
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{channel}", new { config = new { url = _receiver.Url("/new").ToString() } })).Status);
        await app.PostAsync($"/api/v1/channels/{channel}/test", null);
        var request = await FirstAsync();
        var signed = HMACSHA256.HashData("a secret of the receiver"u8, Encoding.UTF8.GetBytes(request.Header("Tracker-Timestamp") + "." + request.Body));
        Assert.Equal(("/new", "v1=" + Convert.ToHexStringLower(signed)), (request.Path, request.Header("Tracker-Signature")));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_holds_up_nobody_else()
    {
        var (slow, quick) = (Some.Name("slow"), Some.Name("quick"));
        await using var silent = await Receiver.StartAsync();
        using var held = silent.Hold();
        await RuleAsync(new { channel = await ChannelAsync("webhook", new { url = silent.Url("/").ToString() }), service = slow });
        var (channel, _) = await WebhookAsync();
        await RuleAsync(new { channel, service = quick });
        for (var i = 0; i < 60; i++) await EventAsync(slow, "failure");
        await Poll.UntilAsync(() => silent.Requests.Count > 0, Patience, Ct);

        var told = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 20; i++) await EventAsync(quick, "failure");
        await Poll.UntilAsync(() => _receiver.Requests.Count == 20, Patience, Ct);
        // No attempt at the silent one is over before its ten seconds, so whoever waits for one waits that long.
        Assert.True(told.Elapsed < TimeSpan.FromSeconds(9), $"It took {told.Elapsed}.");
        Assert.Equal(4, silent.Requests.Count);
    }

    [Fact]
    public async Task A_channel_is_renamed_and_moved_and_keeps_the_secrets_that_stay_where_they_are()
    {
        var channel = await ChannelAsync("email", new { host = "mail.example.org", username = "u", password = "of the mail server", from = "a@example.org", to = new[] { "b@example.org" } });
        var name = Some.Name("renamed");
        var changed = await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{channel}", new { name, config = new { to = new[] { "c@example.org" } } });
        Assert.Equal((200, name, "c@example.org by mail.example.org"), (changed.Status, changed.TextAt("name"), changed.TextAt("summary")));

        var moved = await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{channel}", new { config = new { host = "mail.example.com" } });
        Assert.Equal(400, moved.Status);
        Assert.Contains("config.password is required with another config.host", moved.TextAt("detail"));
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{channel}", new { config = new { host = "mail.example.com", username = "", password = "" } })).Status);

        var slack = await ChannelAsync("slack", new { token = "xoxb-of-a-bot", channel = "#ops" });
        Assert.Equal(409, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{slack}", new { name })).Status);
        Assert.Equal("#dev", (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{slack}", new { config = new { channel = "#dev" } })).TextAt("summary"));
        Assert.Equal(400, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{slack}", new { config = new { api_url = "https://slack.example.org/" } })).Status);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{slack}", new { config = new { url = "https://hooks.example.org/x" } })).Status);
        Assert.Equal(400, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{slack}", new { name = " " })).Status);
        Assert.Equal(400, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{slack}", new { })).Status);
        Assert.Equal(404, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{Guid.NewGuid()}", new { name = "x" })).Status);
    }

    [Fact]
    public async Task A_rule_that_is_changed_holds_from_its_answer_on()
    {
        var service = Some.Name("pay");
        var (channel, _) = await WebhookAsync();
        var rule = await RuleAsync(new { channel, service, kinds = new[] { "incident" }, severity = "bad" });
        await EventAsync(service, "failure");
        var changed = await app.SendAsync(HttpMethod.Patch, $"/api/v1/rules/{rule}", new { kinds = new[] { "deployment.*" }, tag = "core", environment = "prod" });
        Assert.Equal((200, service, "production", "bad"), (changed.Status, changed.TextAt("service"), changed.TextAt("environment"), changed.TextAt("severity")));
        await EventAsync(service, "failure");
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/rules/{rule}", new { tag = "" })).Status);
        var told = await EventAsync(service, "failure");
        await StateAsync(told, "delivered");
        Assert.Equal(204, (await app.DeleteAsync($"/api/v1/rules/{rule}")).Status);
        await EventAsync(service, "failure");
        Assert.Equal(told, (string)JsonNode.Parse(Assert.Single(_receiver.Requests).Body)!["subject"]!);

        Assert.Equal(404, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/rules/{rule}", new { tag = "" })).Status);
        var other = await RuleAsync(new { channel, service });
        Assert.Equal(404, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/rules/{other}", new { channel = Guid.NewGuid() })).Status);
        Assert.Equal(400, (await app.SendAsync(HttpMethod.Patch, $"/api/v1/rules/{other}", new { kinds = new[] { "a b" } })).Status);
    }

    [Theory]
    [InlineData("""{"kind":"console"}""", "name")]
    [InlineData("""{"name":"a","kind":"pigeon"}""", "console, email, slack, webhook")]
    [InlineData("""{"name":"a","kind":"webhook"}""", "config.url")]
    [InlineData("""{"name":"a","kind":"webhook","config":{"url":"http://10.0.0.1/"}}""", "TRACKER_OUTBOUND_ALLOW")]
    [InlineData("""{"name":"a","kind":"webhook","config":{"url":"https://example.org","secret":"short"}}""", "config.secret")]
    [InlineData("""{"name":"a","kind":"slack","config":{"channel":"#a"}}""", "config.token")]
    [InlineData("""{"name":"a","kind":"slack","config":{"token":"xoxb-1234"}}""", "config.channel")]
    [InlineData("""{"name":"a","kind":"email","config":{"host":"mail.example.org","from":"x","to":["a@b.c"]}}""", "config.from")]
    [InlineData("""{"name":"a","kind":"email","config":{"host":"mail.example.org","from":"a@b.c","to":[]}}""", "config.to")]
    [InlineData("""{"name":"a","kind":"email","config":{"host":"mail.example.org","from":"a@b.c","to":["a@b.c"],"tls":false,"username":"u","password":"p"}}""", "TLS")]
    public async Task A_channel_that_cannot_be_says_why(string body, string why)
    {
        var answer = await app.PostAsync("/api/v1/channels", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(why, answer.TextAt("detail"));
    }

    [Theory]
    [InlineData("""{}""", 400, "channel")]
    [InlineData("""{"channel":"00000000-0000-7000-8000-000000000000"}""", 404, "channel")]
    [InlineData("""{"channel":"00000000-0000-7000-8000-000000000000","kinds":["a b"]}""", 400, "kinds")]
    [InlineData("""{"channel":"00000000-0000-7000-8000-000000000000","severity":"worst"}""", 400, "severity")]
    public async Task A_rule_that_cannot_be_says_why(string body, int status, string why)
    {
        var answer = await app.PostAsync("/api/v1/rules", body);
        Assert.Equal(status, answer.Status);
        Assert.Contains(why, answer.TextAt("detail"));
    }

    private async Task<(string Channel, string Secret)> WebhookAsync()
    {
        var made = await app.PostAsync("/api/v1/channels", new { name = Some.Name("hook"), kind = "webhook", config = new { url = _receiver.Url("/hook").ToString() } });
        Assert.Equal(201, made.Status);
        return (made.TextAt("id"), made.TextAt("secret"));
    }

    private async Task<string> ChannelAsync(string kind, object config)
    {
        var made = await app.PostAsync("/api/v1/channels", new { name = Some.Name(kind), kind, config });
        Assert.True(made.Status == 201, made.Text);
        return made.TextAt("id");
    }

    private async Task<string> RuleAsync(object rule)
    {
        var made = await app.PostAsync("/api/v1/rules", rule);
        Assert.True(made.Status == 201, made.Text);
        return made.TextAt("id");
    }

    private async Task<string> EventAsync(string service, string status, string environment = "production", string? tag = null, string? more = null, string title = "Deploy")
    {
        var tags = new[] { tag, more }.OfType<string>().ToArray();
        var made = await app.PostAsync("/api/v1alpha1/event", new { title, attributes = new { type = "deployment", service, status, environment, tags } });
        Assert.True(made.Status == 200, made.Text);
        return made.TextAt("event.metadata.id");
    }

    private async Task<string> LockAsync(string service, string who)
    {
        var taken = await app.PostAsync("/api/v1alpha1/lock", new { service, environment = "production", resource = "deployment", who });
        Assert.True(taken.Status == 200, taken.Text);
        return taken.TextAt("lock.id");
    }

    private Task<Received> FirstAsync() => Poll.ForAsync(() => Task.FromResult(_receiver.Requests.Count > 0 ? _receiver.Requests[0] : null), Patience, Ct);

    /// <summary>The newest delivery about a subject, once it is in this state.</summary>
    private Task<JsonNode> StateAsync(string subject, string state) => Poll.ForAsync(
        async () => (await app.GetAsync($"/api/v1/deliveries?subject={subject}")).Json.AsArray().FirstOrDefault(d => (string)d!["state"]! == state), Patience, Ct);
}
