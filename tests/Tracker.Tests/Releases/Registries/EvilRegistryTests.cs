using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tracker.Server.Releases.Registries;
using Tracker.Server.Releases.Sources;
using Tracker.Testing;
using Tracker.Tests.Releases.Sources;

namespace Tracker.Tests.Releases.Registries;

/// <summary>Registries that lie, break off, never end, or are merely unusual.</summary>
public sealed class EvilRegistryTests : IAsyncLifetime
{
    private const string Manifest = """{"schemaVersion":2}""";
    private static readonly RegistryCredentials Credentials = new("user", "the-secret");
    private static readonly string True = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Manifest)));
    private static readonly string False = "sha256:" + new string('a', 64);
    private readonly ConcurrentQueue<string> _requests = new();
    private LoopbackServer _server = null!;
    private Asking _asking = null!;
    private ImageName _image = null!;
    private RequestDelegate _answer = _ => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _server = await LoopbackServer.StartAsync(http =>
        {
            _requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers.Authorization}".Trim());
            return _answer(http);
        });
        _asking = new(Asking.Patient with { HttpRegistries = [_server.Url.Authority] });
        _image = ImageName.Parse($"{_server.Url.Authority}/app").OrThrow();
    }

    public async ValueTask DisposeAsync()
    {
        _asking.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_digest_that_its_manifest_has_not_is_a_lie()
    {
        _answer = Tag(False);
        var problem = await HeadProblemAsync();
        Assert.Equal(SourceProblemKind.Invalid, problem.Kind);
        Assert.Contains("does not tell the truth", problem.Message);
        _answer = Tag(True);
        Assert.Equal(True, Asking.ChangedOf(await _asking.HeadAsync(_image, "1")).Digest);
        _answer = Tag("sha512:" + Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(Manifest))));
        Assert.StartsWith("sha512:", Asking.ChangedOf(await _asking.HeadAsync(_image, "1")).Digest, StringComparison.Ordinal);
        _answer = Tag("md5:00");
        Assert.Contains("a digest that is none", (await HeadProblemAsync()).Message);
    }

    [Fact]
    public async Task Without_a_digest_or_HEAD_it_is_made_from_the_manifest()
    {
        _answer = Tag(null);
        Assert.Equal(True, Asking.ChangedOf(await _asking.HeadAsync(_image, "1")).Digest);
        Assert.Equal(True, Asking.UnchangedOf(await _asking.HeadAsync(_image, "1", new(True, null))).Digest);
        _answer = http =>
        {
            http.Response.StatusCode = http.Request.Method == "HEAD" ? 405 : 200;
            return http.Request.Method == "HEAD" ? Task.CompletedTask : http.Response.WriteAsync(Manifest);
        };
        Assert.Equal(True, Asking.ChangedOf(await _asking.HeadAsync(_image, "1")).Digest);
    }

    [Theory]
    [InlineData(500, SourceProblemKind.Unreachable)]
    [InlineData(418, SourceProblemKind.Invalid)]
    [InlineData(304, SourceProblemKind.Invalid)]
    [InlineData(403, SourceProblemKind.Unauthorized)]
    [InlineData(404, SourceProblemKind.NotFound)]
    public async Task Any_other_status_is_told(int status, SourceProblemKind kind)
    {
        _answer = http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Assert.Equal(kind, (await HeadProblemAsync()).Kind);
    }

    [Fact]
    public async Task Docker_Hubs_limits_are_understood()
    {
        _answer = http =>
        {
            http.Response.Headers["ratelimit-limit"] = "100;w=21600";
            http.Response.Headers["ratelimit-remaining"] = "7;w=21600";
            return Tag(True)(http);
        };
        var answer = await _asking.HeadAsync(_image, "1");
        Assert.Equal((new RateLimit(100, 7, null, TimeSpan.FromHours(6)), 2, 1), (answer.RateLimit, answer.Requests, answer.Charged));
        Assert.Equal(0, (await _asking.HeadAsync(_image, "1", Asking.ChangedOf(answer))).Charged);
        _answer = http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers["ratelimit-limit"] = "100;w=21600";
            http.Response.Headers["ratelimit-remaining"] = "0;w=21600";
            return Task.CompletedTask;
        };
        var problem = await HeadProblemAsync();
        Assert.Equal(SourceProblemKind.RateLimited, problem.Kind);
        Assert.InRange(problem.RetryAt!.Value, DateTimeOffset.UtcNow.AddMinutes(55), DateTimeOffset.UtcNow.AddMinutes(61));
    }

    [Fact]
    public async Task Endless_answers_are_cut()
    {
        _answer = async http =>
        {
            var chunk = new byte[64 * 1024];
            while (http.Request.Method != "HEAD" && !http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        };
        Assert.Equal(SourceProblemKind.TooLarge, (await HeadProblemAsync()).Kind);
        Assert.Equal(SourceProblemKind.TooLarge, Asking.ProblemOf(await _asking.TagsAsync(_image)).Kind);
    }

    [Fact]
    public async Task Whoever_breaks_off_or_never_answers_is_told()
    {
        _answer = async http =>
        {
            http.Response.ContentLength = 1000;
            await http.Response.WriteAsync("{", http.RequestAborted);
            http.Abort();
        };
        Assert.Equal(SourceProblemKind.Unreachable, Asking.ProblemOf(await _asking.TagsAsync(_image)).Kind);
        _answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        using var hurried = new Asking(new() { HttpRegistries = [_server.Url.Authority], RequestTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(SourceProblemKind.Unreachable, Asking.ProblemOf(await hurried.HeadAsync(_image, "1")).Kind);
    }

    [Fact]
    public async Task A_question_takes_only_so_long_however_many_requests_it_takes()
    {
        var pages = Pages(page => ([$"{page}"], $"</v2/app/tags/list?last={page + 1}>; rel=\"next\""));
        _answer = async http =>
        {
            await Task.Delay(100, http.RequestAborted);
            await pages(http);
        };
        using var hurried = new Asking(new() { HttpRegistries = [_server.Url.Authority], QuestionTimeout = TimeSpan.FromMilliseconds(350) });
        var answer = await hurried.TagsAsync(_image);
        Assert.Equal(SourceProblemKind.Unreachable, Asking.ProblemOf(answer).Kind);
        Assert.InRange(answer.Requests, 1, 5);
    }

    [Fact]
    public async Task Redirects_into_the_private_are_refused()
    {
        _answer = http =>
        {
            http.Response.Redirect("http://169.254.169.254/latest/meta-data");
            return Task.CompletedTask;
        };
        Assert.Equal(SourceProblemKind.Refused, (await HeadProblemAsync()).Kind);
        using var strict = new Asking(new() { HttpRegistries = [_server.Url.Authority] }, allowed: false);
        var problem = Asking.ProblemOf(await strict.HeadAsync(_image, "1"));
        Assert.Equal(SourceProblemKind.Refused, problem.Kind);
        Assert.Contains("TRACKER_OUTBOUND_ALLOW", problem.Message);
    }

    [Theory]
    [InlineData("http://169.254.169.254/token", SourceProblemKind.Refused)]
    [InlineData("file:///etc/passwd", SourceProblemKind.Invalid)]
    [InlineData("", SourceProblemKind.Invalid)]
    public async Task A_realm_is_called_through_the_guard(string realm, SourceProblemKind kind)
    {
        _answer = Challenge($"Bearer realm=\"{realm}\",service=\"x\"");
        var problem = await HeadProblemAsync();
        Assert.Equal(kind, problem.Kind);
        Assert.DoesNotContain("the-secret", problem.Message);
    }

    [Theory]
    [InlineData(200, "{}", SourceProblemKind.Invalid)]
    [InlineData(200, "[]", SourceProblemKind.Invalid)]
    [InlineData(200, "no json", SourceProblemKind.Invalid)]
    [InlineData(200, """{"token":"a\r\nb"}""", SourceProblemKind.Invalid)]
    [InlineData(200, """{"token":"refused","expires_in":"x"}""", SourceProblemKind.Unauthorized)]
    [InlineData(401, "", SourceProblemKind.Unauthorized)]
    [InlineData(500, "", SourceProblemKind.Unreachable)]
    public async Task A_realm_that_gives_no_token_is_told(int status, string body, SourceProblemKind kind)
    {
        _answer = http =>
        {
            if (http.Request.Path != "/token") return Challenge($"Bearer realm=\"{_server.Url}token\"")(http);
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        };
        Assert.Equal(kind, (await HeadProblemAsync()).Kind);
    }

    [Fact]
    public async Task Credentials_go_to_nobody_who_did_not_ask_for_them()
    {
        await using var other = await LoopbackServer.StartAsync(http =>
        {
            _requests.Enqueue("other " + http.Request.Headers.Authorization);
            return Challenge("Basic realm=\"give\"")(http);
        });
        _answer = http =>
        {
            http.Response.Redirect($"{other.Url}v2/app/manifests/1");
            return Task.CompletedTask;
        };
        Assert.Equal(SourceProblemKind.Unauthorized, Asking.ProblemOf(await _asking.HeadAsync(_image, "1", null, Credentials)).Kind);
        Assert.DoesNotContain(_requests, r => r.Contains("Basic ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_are_followed_and_bounded()
    {
        _answer = Pages(page => (Enumerable.Range(0, 10).Select(i => $"{page}.{i}"), page < 4 ? $"</v2/app/tags/list?n=10&last={page + 1}>; rel=\"next\"" : null));
        var listed = Assert.IsType<TagsOutcome.Listed>((await _asking.TagsAsync(_image)).Outcome);
        Assert.Equal((50, false), (listed.Tags.Count, listed.IsCut));

        _answer = Pages(page => ([$"{page}", "same", "not a tag"], $"</v2/app/tags/list?last={page + 1}>; rel=\"next\""));
        var answer = await _asking.TagsAsync(_image);
        listed = Assert.IsType<TagsOutcome.Listed>(answer.Outcome);
        Assert.Equal((51, true, 50), (listed.Tags.Count, listed.IsCut, answer.Requests));

        _answer = Pages(page => (Enumerable.Range(0, 20_000).Select(i => $"{i}"), null));
        listed = Assert.IsType<TagsOutcome.Listed>((await _asking.TagsAsync(_image)).Outcome);
        Assert.Equal((10_000, true), (listed.Tags.Count, listed.IsCut));
    }

    [Theory]
    [InlineData("<http://169.254.169.254/>; rel=\"next\"")]
    [InlineData("<//elsewhere.example.org/v2/app/tags/list?last=1>; rel=next")]
    [InlineData("</v2/app/tags/list?n=1000>; rel=\"next\"")]
    public async Task A_next_page_elsewhere_is_not_followed(string link)
    {
        _answer = Pages(_ => (["1"], link));
        Assert.Equal(SourceProblemKind.Invalid, Asking.ProblemOf(await _asking.TagsAsync(_image)).Kind);
        Assert.Single(_requests);
    }

    [Theory]
    [InlineData("""{"tags":null}""", true)]
    [InlineData("""{"tags":[1]}""", false)]
    [InlineData("""{"tags":"1"}""", false)]
    [InlineData("{}", false)]
    [InlineData("[", false)]
    public async Task A_list_of_tags_is_one_or_is_refused(string body, bool fine)
    {
        _answer = http => http.Response.WriteAsync(body);
        var outcome = (await _asking.TagsAsync(_image)).Outcome;
        if (fine) Assert.Empty(Assert.IsType<TagsOutcome.Listed>(outcome).Tags);
        else Assert.Equal(SourceProblemKind.Invalid, Assert.IsType<TagsOutcome.Failed>(outcome).Problem.Kind);
    }

    private async Task<SourceProblem> HeadProblemAsync() => Asking.ProblemOf(await _asking.HeadAsync(_image, "1", null, Credentials));

    private static RequestDelegate Tag(string? digest) => async http =>
    {
        if (digest is not null) http.Response.Headers["Docker-Content-Digest"] = digest;
        if (http.Request.Method != "HEAD") await http.Response.WriteAsync(Manifest);
    };

    private static RequestDelegate Challenge(string header) => http =>
    {
        http.Response.StatusCode = 401;
        http.Response.Headers.WWWAuthenticate = header;
        return Task.CompletedTask;
    };

    private static RequestDelegate Pages(Func<int, (IEnumerable<string> Tags, string? Link)> page) => http =>
    {
        var (tags, link) = page(int.Parse(http.Request.Query["last"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture));
        if (link is not null) http.Response.Headers.Link = link;
        return http.Response.WriteAsJsonAsync(new { name = "app", tags });
    };
}
