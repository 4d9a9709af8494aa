using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>People, their tokens and keys, on both engines. Each test has an app of its own: the first user ends what is open.</summary>
public abstract class UserSuite
{
    private static readonly HttpMethod Patch = HttpMethod.Patch;

    protected abstract Task<Dictionary<string, string>> StoreAsync();

    [Fact]
    public async Task The_first_user_administers_and_ends_open_mode()
    {
        await using var app = await StartAsync();
        Assert.Equal(200, (await app.GetAsync("/api/v1alpha1/events/list")).Status);
        var token = await app.AdminAsync();

        var me = await app.AsAsync(token, HttpMethod.Get, "/api/v1/me");
        Assert.Equal(("ada", "admin"), (me.TextAt("name"), me.TextAt("scope")));
        Assert.Equal(401, (await app.GetAsync("/api/v1alpha1/events/list")).Status);
        Assert.Equal(200, (await app.AsAsync(token, HttpMethod.Get, "/api/v1alpha1/events/list")).Status);
        Assert.Contains(await AuditAsync(app), e => e is ("user.register", "ada"));
    }

    [Theory]
    [InlineData("write", "write")]
    [InlineData("read", "read")]
    [InlineData("closed", null)]
    [InlineData(null, "write")]
    public async Task Those_who_follow_get_what_the_setting_says(string? setting, string? scope)
    {
        await using var app = await StartAsync(setting is null ? [] : new() { ["TRACKER_REGISTRATION"] = setting });
        await app.AdminAsync();
        using var browser = app.Browser();
        if (scope is null)
        {
            Assert.Contains("Registration is closed", await browser.GetStringAsync("/register"));
            return;
        }

        using var registered = await browser.SubmitAsync("/register", "register", ("Input.Username", "bob"), ("Input.Password", "bob's password"), ("Input.Again", "bob's password"));
        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        Assert.Equal(scope, (await app.AsAsync(await app.TokenAsync("bob", "bob's password"), HttpMethod.Get, "/api/v1/me")).TextAt("scope"));
    }

    [Theory]
    [InlineData("", "long enough", "long enough", "username is required")]
    [InlineData("eve", "short", "short", "at least 8 characters")]
    [InlineData("eve", "long enough", "long enougH", "differ")]
    [InlineData("ADA", "long enough", "long enough", "taken")]
    [InlineData("eve\u202e", "long enough", "long enough", "invisible")]
    public async Task A_registration_that_cannot_be_says_why(string name, string password, string again, string why)
    {
        await using var app = await StartAsync();
        await app.AdminAsync();
        using var browser = app.Browser();
        using var answer = await browser.SubmitAsync("/register", "register", ("Input.Username", name), ("Input.Password", password), ("Input.Again", again));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(why, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_stranger_becomes_the_first_user_only_by_the_set_up_link()
    {
        await using var app = await StartAsync(new() { ["TRACKER_TRUSTED_PROXIES"] = "127.0.0.0/8" });
        using var stranger = app.Browser();
        stranger.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.DoesNotContain("Input.Username", await stranger.GetStringAsync("/register"));
        Assert.DoesNotContain("Input.Username", await stranger.GetStringAsync("/register?setup=guess"));

        var link = await app.App.Services.GetRequiredService<Registration>().SetUpTextAsync(TestContext.Current.CancellationToken);
        var path = "/register?setup=" + link;
        using var answer = await stranger.SubmitAsync(path, "register", ("Input.Username", "ada"), ("Input.Password", "correct horse"), ("Input.Again", "correct horse"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("admin", (await app.AsAsync(await app.TokenAsync("ada", "correct horse"), HttpMethod.Get, "/api/v1/me")).TextAt("scope"));
        using var another = app.Browser();
        another.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.DoesNotContain("becomes the administrator", await another.GetStringAsync(path));
    }

    [Fact]
    public async Task Of_two_who_come_first_at_once_one_is_the_administrator()
    {
        await using var app = await StartAsync(new() { ["TRACKER_REGISTRATION"] = "read" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var browser = app.Browser();
            using var answer = await browser.SubmitAsync("/register", "register", ("Input.Username", $"user{i}"), ("Input.Password", "long enough"), ("Input.Again", "long enough"));
            return answer.StatusCode;
        }));
        Assert.Contains(HttpStatusCode.Redirect, answers);
        var scopes = await app.Database.QueryAsync("SELECT scope FROM user_account", r => r.GetInt32(0), TestContext.Current.CancellationToken);
        Assert.Single(scopes, 4);
    }

    [Fact]
    public async Task A_wrong_name_and_a_wrong_password_get_the_same_answer()
    {
        await using var app = await StartAsync();
        var admin = await app.AdminAsync();
        await app.AsAsync(admin, HttpMethod.Post, "/api/v1/users", new { username = "gone", password = "long enough", scope = "write" });
        var gone = (await app.AsAsync(admin, HttpMethod.Get, "/api/v1/users")).Json.AsArray().First(u => u!["username"]!.ToString() == "gone")!["id"]!.ToString();
        await app.AsAsync(admin, Patch, $"/api/v1/users/{gone}", new { disabled = true });

        var answers = new List<Answer>();
        foreach (var (name, password) in new[] { ("ada", "wrong password"), ("nobody", "wrong password"), ("gone", "long enough"), (new string('x', 200), "p"), ("ada", new string('x', 2000)) })
        {
            answers.Add(await app.PostAsync("/api/v1/auth", new { username = name, password }));
        }

        Assert.All(answers, a => Assert.Equal(401, a.Status));
        Assert.Single(answers.Select(Text).Distinct());

        // Everything but the id of the trace.
        static string Text(Answer a)
        {
            var json = a.Json.AsObject();
            json.Remove("traceId");
            return json.ToJsonString();
        }
    }

    [Fact]
    public async Task Attempts_are_limited()
    {
        await using var app = await StartAsync();
        await app.AdminAsync();
        var statuses = new List<int>();
        for (var i = 0; i < 15; i++) statuses.Add((await app.PostAsync("/api/v1/auth", new { username = "nobody", password = "wrong password" })).Status);
        Assert.Equal(401, statuses[0]);
        Assert.Equal(429, statuses[^1]);
        // Somebody else is not kept out by it.
        await app.TokenAsync("ada", "correct horse");
    }

    [Theory]
    [InlineData("{}", "username")]
    [InlineData("""{"username":"ada"}""", "password")]
    public async Task A_sign_in_without_a_field_names_it(string body, string field)
    {
        await using var app = await StartAsync();
        var answer = await app.PostAsync("/api/v1/auth", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"username":7}""")]
    public async Task A_body_that_cannot_be_read_is_400(string body)
    {
        await using var app = await StartAsync();
        var answer = await app.PostAsync("/api/v1/auth", body);
        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.TextAt("detail"));
    }

    [Fact]
    public async Task Tokens_that_are_tampered_foreign_expired_or_revoked_are_refused()
    {
        var clock = new AheadClock();
        await using var app = await StartAsync(clock: clock);
        var token = await app.AdminAsync();
        Assert.Equal(200, await StatusAsync(app, token));
        Assert.Equal(401, await StatusAsync(app, token[..^4] + "AAAA"));
        var parts = token.Split('.');
        Assert.Equal(401, await StatusAsync(app, $"{Base64("""{"alg":"none"}""")}.{parts[1]}."));
        Assert.Equal(401, await StatusAsync(app, Jws.Sign(Base64Url.DecodeFromChars(parts[1]), "another key, as long as it must be"u8)));

        var short_ = await app.AsAsync(token, HttpMethod.Post, "/api/v1/tokens", new { name = "short", days = 1 });
        Assert.Equal(200, await StatusAsync(app, short_.TextAt("token")));
        clock.Ahead += TimeSpan.FromDays(2);
        Assert.Equal(401, await StatusAsync(app, short_.TextAt("token")));

        var other = await app.AsAsync(token, HttpMethod.Post, "/api/v1/tokens", new { name = "other" });
        Assert.Equal(200, await StatusAsync(app, other.TextAt("token")));
        Assert.Equal(204, (await app.AsAsync(token, HttpMethod.Delete, "/api/v1/tokens/" + other.TextAt("id"))).Status);
        Assert.Equal(401, await StatusAsync(app, other.TextAt("token")));
        Assert.Equal(200, await StatusAsync(app, token));

        static string Base64(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task A_token_may_do_less_than_its_owner_and_never_more()
    {
        await using var app = await StartAsync();
        var admin = await app.AdminAsync();
        var reader = (await app.AsAsync(admin, HttpMethod.Post, "/api/v1/tokens", new { name = "reader", scope = "read" })).TextAt("token");
        Assert.Equal(200, (await app.AsAsync(reader, HttpMethod.Get, "/api/v1alpha1/events/list")).Status);
        Assert.Equal(403, (await app.AsAsync(reader, HttpMethod.Post, "/api/v1alpha1/event", Some.EventJson())).Status);
        var more = await app.AsAsync(reader, HttpMethod.Post, "/api/v1/tokens", new { name = "more", scope = "admin" });
        Assert.Equal("read", (await app.AsAsync(more.TextAt("token"), HttpMethod.Get, "/api/v1/me")).TextAt("scope"));
    }

    [Fact]
    public async Task What_is_disabled_demoted_reset_or_deleted_takes_effect_at_once()
    {
        await using var app = await StartAsync();
        var admin = await app.AdminAsync();
        var bob = await app.AsAsync(admin, HttpMethod.Post, "/api/v1/users", new { username = "bob", password = "long enough", scope = "admin" });
        Assert.Equal(201, bob.Status);
        var (path, token) = ("/api/v1/users/" + bob.TextAt("id"), await app.TokenAsync("bob", "long enough"));
        Assert.Equal(200, (await app.AsAsync(token, HttpMethod.Get, "/api/v1/users")).Status);

        Assert.Equal(200, (await app.AsAsync(admin, Patch, path, new { scope = "read" })).Status);
        Assert.Equal(403, (await app.AsAsync(token, HttpMethod.Get, "/api/v1/users")).Status);
        Assert.Equal(200, (await app.AsAsync(admin, Patch, path, new { disabled = true })).Status);
        Assert.Equal(401, await StatusAsync(app, token));
        Assert.Equal(200, (await app.AsAsync(admin, Patch, path, new { disabled = false })).Status);
        Assert.Equal(200, await StatusAsync(app, token));
        Assert.Equal(200, (await app.AsAsync(admin, Patch, path, new { password = "another one" })).Status);
        Assert.Equal(401, await StatusAsync(app, token));
        var second = await app.TokenAsync("bob", "another one");
        Assert.Equal(204, (await app.AsAsync(admin, HttpMethod.Delete, path)).Status);
        Assert.Equal(401, await StatusAsync(app, second));
        Assert.Equal(401, (await app.PostAsync("/api/v1/auth", new { username = "bob", password = "another one" })).Status);
        Assert.Equal(404, (await app.AsAsync(admin, HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var app = await StartAsync();
        var admin = await app.AdminAsync();
        var path = "/api/v1/users/" + (await app.AsAsync(admin, HttpMethod.Get, "/api/v1/users")).TextAt("0.id");
        foreach (var attempt in new[]
        {
            await app.AsAsync(admin, Patch, path, new { scope = "write" }), await app.AsAsync(admin, Patch, path, new { disabled = true }), await app.AsAsync(admin, HttpMethod.Delete, path),
        })
        {
            Assert.Equal(400, attempt.Status);
            Assert.Contains("only administrator", attempt.TextAt("detail"));
        }
    }

    [Fact]
    public async Task A_key_is_shown_once_kept_as_a_hash_used_and_revoked()
    {
        await using var app = await StartAsync();
        var admin = await app.AdminAsync();
        var made = await app.AsAsync(admin, HttpMethod.Post, "/api/v1/keys", new { name = "pipeline", scope = "write" });
        Assert.Equal(201, made.Status);
        var key = made.TextAt("key");
        Assert.StartsWith("trk_", key);
        Assert.Equal(200, (await app.AsAsync(key, HttpMethod.Post, "/api/v1alpha1/event", Some.EventJson())).Status);
        Assert.Equal(403, (await app.AsAsync(key, HttpMethod.Get, "/api/v1/keys")).Status);
        Assert.Null((await app.AsAsync(admin, HttpMethod.Get, "/api/v1/keys")).At("0.key"));
        Assert.Equal(409, (await app.AsAsync(admin, HttpMethod.Post, "/api/v1/keys", new { name = "pipeline", scope = "write" })).Status);
        var stored = await app.Database.QueryAsync("SELECT hash FROM api_key", r => r.GetFieldValue<byte[]>(0), TestContext.Current.CancellationToken);
        Assert.Equal(32, Assert.Single(stored).Length);

        Assert.Equal(204, (await app.AsAsync(admin, HttpMethod.Delete, "/api/v1/keys/" + made.TextAt("id"))).Status);
        Assert.Equal(401, await StatusAsync(app, key));
        Assert.Equal([("user.register", "ada"), ("token.issue", "ada"), ("key.create", "pipeline"), ("key.revoke", "pipeline")], (await AuditAsync(app)).AsEnumerable().Reverse());
    }

    [Theory]
    [InlineData("""{"scope":"write"}""", "name")]
    [InlineData("""{"name":"x"}""", "scope")]
    [InlineData("""{"name":"x","scope":"root"}""", "scope")]
    [InlineData("""{"name":"x","scope":"read","expires_at":"2001-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"name":"x","scope":"read","expires_at":"soon"}""", "expires_at")]
    public async Task A_key_that_cannot_be_names_the_field(string body, string field)
    {
        await using var app = await StartAsync();
        var answer = await app.AsAsync(await app.AdminAsync(), HttpMethod.Post, "/api/v1/keys", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
    }

    [Fact]
    public async Task A_session_ends_with_the_password_and_a_person_changes_their_own()
    {
        await using var app = await StartAsync();
        await app.AdminAsync();
        using var one = app.Browser();
        using var other = app.Browser();
        foreach (var browser in new[] { one, other })
        {
            using var signedIn = await browser.SubmitAsync("/sign-in?return=%2Faccount", "sign-in", ("Person.Username", "Ada"), ("Person.Password", "correct horse"));
            Assert.EndsWith("/account", signedIn.Headers.Location?.ToString());
        }

        using var wrong = await one.SubmitAsync("/account", "password", ("Password.Current", "not it at all"), ("Password.Wanted", "a better one"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var changed = await one.SubmitAsync("/account", "password", ("Password.Current", "correct horse"), ("Password.Wanted", "a better one"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await one.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/account")).StatusCode);
        await app.TokenAsync("ada", "a better one");
    }

    [Fact]
    public async Task A_reader_makes_and_revokes_a_token_on_their_page_and_records_nothing()
    {
        await using var app = await StartAsync(new() { ["TRACKER_REGISTRATION"] = "read" });
        await app.AdminAsync();
        using var browser = app.Browser();
        using var registered = await browser.SubmitAsync("/register", "register", ("Input.Username", "bob"), ("Input.Password", "long enough"), ("Input.Again", "long enough"));
        using var made = await browser.SubmitAsync("/account", "token", ("Token.Name", "my script"), ("Token.Days", "7"), ("Token.Scope", "admin"));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var token = Regex.Match(await made.Content.ReadAsStringAsync(), @"eyJ[\w-]+\.[\w-]+\.[\w-]+").Value;
        Assert.Equal("read", (await app.AsAsync(token, HttpMethod.Get, "/api/v1/me")).TextAt("scope"));

        var id = (await app.AsAsync(token, HttpMethod.Get, "/api/v1/tokens")).TextAt("0.id");
        using var revoked = await browser.ConfirmAsync("/account", $"/account/tokens/{id}/revoke");
        Assert.Equal(HttpStatusCode.Redirect, revoked.StatusCode);
        Assert.Equal(401, await StatusAsync(app, token));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/events/new", new FormUrlEncodedContent([]))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/admin/users")).StatusCode);
    }

    [Fact]
    public async Task An_administrator_does_it_all_on_pages()
    {
        await using var app = await StartAsync();
        await app.AdminAsync();
        using var browser = app.Browser();
        using var signedIn = await browser.SubmitAsync("/sign-in", "sign-in", ("Person.Username", "ada"), ("Person.Password", "correct horse"));
        using var created = await browser.SubmitAsync("/admin/users", "user", ("Input.Username", "bob"), ("Input.Password", "long enough"), ("Input.Scope", "read"));
        Assert.Equal(HttpStatusCode.Redirect, created.StatusCode);
        var bob = (await app.Database.QueryAsync("SELECT uuid FROM user_account WHERE folded = 'bob'", r => r.GetUuid(0), TestContext.Current.CancellationToken)).Single();
        using var promoted = await browser.ConfirmAsync("/admin/users", $"/admin/users/{bob}/scope", ("scope", "write"));
        Assert.Contains("may now see and record", await browser.GetStringAsync("/admin/users"));
        using var disabled = await browser.ConfirmAsync("/admin/users", $"/admin/users/{bob}/enabled");
        Assert.Contains("Disabled", await browser.GetStringAsync("/admin/users"));
        using var key = await browser.SubmitAsync("/admin/keys", "key", ("Input.Name", "exporter"), ("Input.Scope", "read"), ("Input.Days", ""));
        Assert.Contains("trk_", await key.Content.ReadAsStringAsync());
        using var kept = await browser.SubmitAsync("/admin/retention", "retention-events", ("Days-events", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, kept.StatusCode);
        using var longer = await browser.SubmitAsync("/admin/retention", "retention-events", ("Days-events", "365"));
        Assert.Equal(HttpStatusCode.Redirect, longer.StatusCode);
        var audit = WebUtility.HtmlDecode(await browser.GetStringAsync("/admin/audit"));
        Assert.All(new[] { "user.create", "user.scope", "user.disable", "key.create", "retention.set" }, action => Assert.Contains(action, audit));
        Assert.Contains("DATA_DIR", await browser.GetStringAsync("/admin/about"));
    }

    protected async Task<TrackerApp> StartAsync(Dictionary<string, string>? settings = null, TimeProvider? clock = null)
    {
        var all = await StoreAsync();
        foreach (var (key, value) in settings ?? []) all[key] = value;
        return await TrackerApp.StartAsync(all, clock);
    }

    internal static async Task<int> StatusAsync(TrackerApp app, string credential) => (await app.AsAsync(credential, HttpMethod.Get, "/api/v1/me")).Status;

    /// <summary>The time as it is, and some.</summary>
    private sealed class AheadClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    /// <summary>Actions and subjects, the newest first.</summary>
    private static Task<List<(string Action, string Subject)>> AuditAsync(TrackerApp app) => app.Database.QueryAsync(
        "SELECT action, subject FROM audit ORDER BY id DESC", r => (r.GetString(0), r.GetString(1)), TestContext.Current.CancellationToken);
}

public sealed class SqliteUserTests : UserSuite
{
    protected override Task<Dictionary<string, string>> StoreAsync() => Task.FromResult(new Dictionary<string, string>());
}

public sealed class PostgresUserTests : UserSuite
{
    protected override async Task<Dictionary<string, string>> StoreAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new() { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}

/// <summary>Two servers over one database.</summary>
public sealed class UserReplicaTests
{
    [Fact]
    public async Task What_one_replica_revokes_the_other_refuses_and_what_it_makes_the_other_takes_at_once()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var store = new Dictionary<string, string> { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
        await using var one = await TrackerApp.StartAsync(store);
        await using var other = await TrackerApp.StartAsync(store);
        var admin = await one.AdminAsync();
        // Until it has heard of the first user it is open to this machine, as it was a moment before.
        await Poll.UntilAsync(async () => (await other.GetAsync("/api/v1alpha1/events/list")).Status == 401,
            TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken, "the other replica is open no more");
        Assert.Equal(200, await UserSuite.StatusAsync(other, admin));

        var key = await one.AsAsync(admin, HttpMethod.Post, "/api/v1/keys", new { name = "k", scope = "read" });
        Assert.Equal(200, await UserSuite.StatusAsync(other, key.TextAt("key")));
        var token = await one.AsAsync(admin, HttpMethod.Post, "/api/v1/tokens", new { name = "t" });
        Assert.Equal(200, await UserSuite.StatusAsync(other, token.TextAt("token")));

        await one.AsAsync(admin, HttpMethod.Delete, "/api/v1/keys/" + key.TextAt("id"));
        await one.AsAsync(admin, HttpMethod.Delete, "/api/v1/tokens/" + token.TextAt("id"));
        await Poll.UntilAsync(async () => await UserSuite.StatusAsync(other, key.TextAt("key")) == 401 && await UserSuite.StatusAsync(other, token.TextAt("token")) == 401,
            TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken, "the other replica refuses what was revoked");
    }
}
