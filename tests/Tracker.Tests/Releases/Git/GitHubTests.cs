using System.Globalization;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Sources;
using Tracker.Testing.Sources;
using Tracker.Tests.Releases.Sources;

namespace Tracker.Tests.Releases.Git;

public sealed class GitHubTests : IAsyncLifetime
{
    private GitHubDouble _host = null!;
    private Asking _asking = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await GitHubDouble.StartAsync();
        _asking = new(Asking.Patient with { GitHubHosts = [_host.Authority] });
    }

    public async ValueTask DisposeAsync()
    {
        _asking.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_did_not_change_costs_nothing_of_the_budget()
    {
        var repository = _host.Create("team/app");
        var commit = repository.Commit("fathomable.yaml", "one: 1\n");
        var read = await _asking.ReadAsync(Source());
        var changed = Asking.ChangedOf(read);
        Assert.Equal(("one: 1\n", commit), (changed.Text, changed.State.Commit));
        Assert.Equal((2, new RateLimit(5000, 4998, DateTimeOffset.FromUnixTimeSeconds(_host.ResetAt.ToUnixTimeSeconds()), TimeSpan.FromHours(1))), (read.Requests, read.RateLimit));

        repository.Commit("another", "file");
        var again = await _asking.ReadAsync(Source(), FileState.Parse(changed.State.ToString()));
        Assert.Equal(changed.State, Asking.UnchangedOf(again));
        Assert.Equal((1, 0, 4998), (again.Requests, again.Charged, again.RateLimit?.Remaining));
        Assert.Equal(2, read.Charged);

        repository.Commit("fathomable.yaml", "two: 2\n");
        Assert.Equal("two: 2\n", Asking.ChangedOf(await _asking.ReadAsync(Source(), changed.State)).Text);
    }

    [Fact]
    public async Task The_same_content_under_another_mark_is_unchanged()
    {
        _host.Create("team/app").Commit("fathomable.yaml", "one: 1\n");
        var state = Asking.ChangedOf(await _asking.ReadAsync(Source())).State;
        var again = await _asking.ReadAsync(Source(), FileState.Parse(state.ToString().Replace("W/", "X/", StringComparison.Ordinal)));
        Assert.Equal(state, Asking.UnchangedOf(again));
        Assert.Equal(1, again.Requests);
    }

    [Fact]
    public async Task Branches_tags_and_commits_have_their_own_file()
    {
        var repository = _host.Create("team/app");
        var old = repository.Commit("deploy/app one.yaml", "old");
        repository.Commit("deploy/app one.yaml", "new");
        repository.Commit("deploy/app one.yaml", "branched", "feature/x");
        repository.Tag("v1.0", old);

        Assert.Equal("new", Asking.ChangedOf(await _asking.ReadAsync(At())).Text);
        Assert.Equal("branched", Asking.ChangedOf(await _asking.ReadAsync(At(branch: "feature/x"))).Text);
        var tagged = Asking.ChangedOf(await _asking.ReadAsync(At(tag: "v1.0")));
        Assert.Equal(("old", old), (tagged.Text, tagged.State.Commit));
        var pinned = await _asking.ReadAsync(At(commit: old));
        Assert.Equal(("old", 1), (Asking.ChangedOf(pinned).Text, pinned.Requests));
        Assert.Equal(0, (await _asking.ReadAsync(At(commit: old), Asking.ChangedOf(pinned).State)).Requests);

        GitSource At(string? tag = null, string? branch = null, string? commit = null) => Asking.Source(_host.UrlOf("team/app"), "deploy/app one.yaml", tag, branch, commit);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed()
    {
        _host.Create("team/app").Commit("fathomable.yaml", "one: 1\n");
        _host.Rename("team/app", "team/application");
        _host.Token = "the-token";
        var read = await _asking.ReadAsync(Source(), token: "the-token");
        Assert.Equal("one: 1\n", Asking.ChangedOf(read).Text);
        Assert.Equal(4, read.Requests);
    }

    [Fact]
    public async Task What_is_missing_may_be_closed()
    {
        _host.Create("team/app").Commit("another", "file");
        foreach (var source in new[] { Source(), Source("team/none"), Asking.Source(_host.UrlOf("team/app"), branch: "none") })
        {
            var problem = Asking.ProblemOf(await _asking.ReadAsync(source));
            Assert.Equal(SourceProblemKind.NotFound, problem.Kind);
            Assert.Contains("whoever has a token", problem.Message);
        }

        _host.Token = "the-token";
        Assert.Equal(SourceProblemKind.NotFound, Asking.ProblemOf(await _asking.ReadAsync(Source())).Kind);
        Assert.Equal(SourceProblemKind.Unauthorized, Asking.ProblemOf(await _asking.ReadAsync(Source(), token: "wrong")).Kind);
    }

    [Theory]
    [InlineData("type:symlink", SourceProblemKind.Invalid, "symbolic link")]
    [InlineData("type:submodule", SourceProblemKind.Invalid, "submodule")]
    public async Task What_is_no_file_is_told(string content, SourceProblemKind kind, string words)
    {
        _host.Create("team/app").Commit("fathomable.yaml", content);
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Source()));
        Assert.Equal(kind, problem.Kind);
        Assert.Contains(words, problem.Message);
    }

    [Fact]
    public async Task A_folder_is_told()
    {
        _host.Create("team/app").Commit("fathomable.yaml/inside", "x");
        Assert.Equal("fathomable.yaml is a folder.", Asking.ProblemOf(await _asking.ReadAsync(Source())).Message);
    }

    [Theory]
    [InlineData(GitFile.MaxBytes, true)]
    [InlineData(GitFile.MaxBytes + 1, false)]
    [InlineData(900 * 1024, false)]
    [InlineData(1024 * 1024 + 1, false)]
    public async Task A_huge_file_is_not_read(int size, bool read)
    {
        _host.Create("team/app").Commit("fathomable.yaml", new string('x', size));
        var answer = await _asking.ReadAsync(Source());
        if (read) Assert.Equal(size, Asking.ChangedOf(answer).Text.Length);
        else Assert.Equal(SourceProblemKind.TooLarge, Asking.ProblemOf(answer).Kind);
    }

    [Fact]
    public async Task The_budget_is_waited_for()
    {
        _host.Create("team/app").Commit("fathomable.yaml", "one: 1\n");
        _host.Remaining = 0;
        var answer = await _asking.ReadAsync(Source());
        var problem = Asking.ProblemOf(answer);
        Assert.Equal((SourceProblemKind.RateLimited, 0), (problem.Kind, answer.RateLimit?.Remaining));
        Assert.InRange(problem.RetryAt!.Value, _host.ResetAt.AddSeconds(-2), _host.ResetAt.AddSeconds(2));
    }

    [Theory]
    [InlineData(403, "90", 90)]
    [InlineData(429, "90", 90)]
    [InlineData(429, null, 60)]
    [InlineData(403, null, 60)]
    [InlineData(429, "0", 1)]
    [InlineData(429, "99999999", 86400)]
    public async Task The_secondary_limit_is_waited_for(int status, string? after, int seconds)
    {
        _host.Instead = _ => Limited();
        var before = DateTimeOffset.UtcNow;
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Source()));
        Assert.Equal(SourceProblemKind.RateLimited, problem.Kind);
        Assert.InRange(problem.RetryAt!.Value, before.AddSeconds(seconds), DateTimeOffset.UtcNow.AddSeconds(seconds + 1));

        GitHubDouble.GitHubAnswer Limited()
        {
            var answer = new GitHubDouble.GitHubAnswer(status, """{"message":"You have exceeded a secondary rate limit."}""");
            if (after is not null) answer.Headers["Retry-After"] = after;
            return answer;
        }
    }

    [Theory]
    [InlineData(403, "no", SourceProblemKind.Unauthorized)]
    [InlineData(500, "no", SourceProblemKind.Unreachable)]
    [InlineData(502, "no", SourceProblemKind.Unreachable)]
    [InlineData(418, "no", SourceProblemKind.Invalid)]
    [InlineData(304, "", SourceProblemKind.Invalid)]
    [InlineData(200, "no json", SourceProblemKind.Invalid)]
    [InlineData(200, """{"type":"file"}""", SourceProblemKind.Invalid)]
    [InlineData(200, """{"type":1}""", SourceProblemKind.Invalid)]
    [InlineData(200, """{"type":"file","size":1,"encoding":"base64","sha":"no","content":"eA=="}""", SourceProblemKind.Invalid)]
    [InlineData(200, """{"type":"file","size":1,"encoding":"base64","sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","content":"%"}""", SourceProblemKind.Invalid)]
    [InlineData(200, """{"type":"file","size":1,"encoding":"base64","sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","content":"eA=="}""", SourceProblemKind.Invalid)]
    public async Task Trouble_and_nonsense_are_told_without_the_token(int status, string body, SourceProblemKind kind)
    {
        _host.Instead = http => new(status, body + http.Request.Headers.Authorization);
        if (body.StartsWith('{')) _host.Instead = _ => new(status, body);
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Source(), token: "the-token"));
        Assert.Equal(kind, problem.Kind);
        Assert.DoesNotContain("the-token", problem.Message);
    }

    [Fact]
    public async Task Absurd_limits_are_not_believed()
    {
        _host.Instead = _ => new(200, "x") { Headers = { ["x-ratelimit-limit"] = "99999999999999999999", ["x-ratelimit-reset"] = long.MaxValue.ToString(CultureInfo.InvariantCulture) } };
        Assert.Null((await _asking.ReadAsync(Source())).RateLimit);
    }

    private GitSource Source(string name = "team/app") => Asking.Source(_host.UrlOf(name));
}
