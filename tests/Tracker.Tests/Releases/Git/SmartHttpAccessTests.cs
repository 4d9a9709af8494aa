using Microsoft.AspNetCore.Http;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Sources;
using Tracker.Testing;
using Tracker.Testing.Sources;
using Tracker.Tests.Releases.Sources;

namespace Tracker.Tests.Releases.Git;

/// <summary>Who may read, and hosts that are no git servers.</summary>
public sealed class SmartHttpAccessTests : IDisposable
{
    private readonly Asking _asking = new();

    public void Dispose() => _asking.Dispose();

    [Theory]
    [InlineData("the-token", "x-access-token:the-token")]
    [InlineData("robot:the-token", "robot:the-token")]
    public async Task A_token_opens_a_repository(string token, string credentials)
    {
        await using var host = await GitServer.StartAsync();
        var repository = await host.CreateAsync("private");
        await repository.CommitAsync("fathomable.yaml", "secret: no");
        host.Credentials = credentials;
        var source = Asking.Source(host.UrlOf("private"));

        var known = Asking.ChangedOf(await _asking.ReadAsync(source, null, token)).State;
        foreach (var wrong in new[] { null, "another", "the token\n" })
        {
            var problem = Asking.ProblemOf(await _asking.ReadAsync(source, known, wrong));
            Assert.Equal(SourceProblemKind.Unauthorized, problem.Kind);
            Assert.DoesNotContain("another", problem.Message);
        }
    }

    [Fact]
    public async Task A_server_of_older_protocols_is_told()
    {
        await using var host = await GitServer.StartAsync();
        await (await host.CreateAsync("old")).CommitAsync("fathomable.yaml", "x");
        host.SpeaksVersion2 = false;
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source(host.UrlOf("old"))));
        Assert.Equal(SourceProblemKind.Invalid, problem.Kind);
        Assert.Contains("version 2", problem.Message);
    }

    [Fact]
    public async Task A_file_server_is_no_git_server()
    {
        await using var host = await LoopbackServer.StartAsync(http => http.Response.WriteAsync("0123456789 refs/heads/main\n"));
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source($"{host.Url}team/app")));
        Assert.Equal(SourceProblemKind.Invalid, problem.Kind);
        Assert.Contains("dumb HTTP", problem.Message);
    }

    [Fact]
    public async Task This_machine_is_not_called_without_leave()
    {
        using var strict = new Asking(allowed: false);
        await using var host = await LoopbackServer.StartAsync(_ => throw new InvalidOperationException("It was called."));
        var problem = Asking.ProblemOf(await strict.ReadAsync(Asking.Source($"{host.Url}team/app"), token: "the-token"));
        Assert.Equal(SourceProblemKind.Refused, problem.Kind);
        Assert.Contains("TRACKER_OUTBOUND_ALLOW", problem.Message);
    }

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("ftp://example.org/")]
    public async Task A_redirect_is_refused_and_told_without_what_the_host_wrote_into_it(string elsewhere)
    {
        await using var host = await LoopbackServer.StartAsync(http =>
        {
            http.Response.Redirect(elsewhere + http.Request.Headers.Authorization.ToString().Split(' ')[^1]);
            return Task.CompletedTask;
        });
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source($"{host.Url}team/app"), token: "the-token"));
        Assert.Equal(SourceProblemKind.Refused, problem.Kind);
        Assert.DoesNotContain(Convert.ToBase64String("x-access-token:the-token"u8).TrimEnd('='), problem.Message);
    }

    [Fact]
    public async Task Credentials_do_not_follow_a_repository_that_moved_to_another_host()
    {
        await using var there = await GitServer.StartAsync();
        await (await there.CreateAsync("team/app")).CommitAsync("fathomable.yaml", "moved: true");
        var to = there;
        await using var here = await LoopbackServer.StartAsync(http =>
        {
            http.Response.Redirect(to.UrlOf("team/app") + "/info/refs" + http.Request.QueryString);
            return Task.CompletedTask;
        });
        var read = Asking.ChangedOf(await _asking.ReadAsync(Asking.Source($"{here.Url}team/app"), token: "the-token"));
        Assert.Equal("moved: true", read.Text);
        Assert.Equal(1, (await _asking.ReadAsync(Asking.Source($"{here.Url}team/app"), FileState.Parse(read.State.ToString()), "the-token")).Requests);
        Assert.DoesNotContain(there.Authorizations, a => a.Length > 0);

        await using var further = await GitServer.StartAsync();
        await (await further.CreateAsync("team/app")).CommitAsync("fathomable.yaml", "moved: again");
        to = further;
        await there.DisposeAsync();
        Assert.Equal("moved: again", Asking.ChangedOf(await _asking.ReadAsync(Asking.Source($"{here.Url}team/app"), read.State, "the-token")).Text);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_not_waited_for()
    {
        using var hurried = new Asking(new() { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        await using var host = await LoopbackServer.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        Assert.Equal(SourceProblemKind.Unreachable, Asking.ProblemOf(await hurried.ReadAsync(Asking.Source($"{host.Url}team/app"))).Kind);
    }

    [Fact]
    public async Task A_host_that_is_down_or_in_trouble_is_told()
    {
        var gone = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source($"http://127.0.0.1:{Ports.FreeTcp()}/team/app")));
        Assert.Equal(SourceProblemKind.Unreachable, gone.Kind);
        await using var host = await LoopbackServer.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        var busy = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source($"{host.Url}team/app")));
        Assert.Equal(SourceProblemKind.RateLimited, busy.Kind);
        Assert.InRange(busy.RetryAt!.Value, DateTimeOffset.UtcNow.AddSeconds(10), DateTimeOffset.UtcNow.AddSeconds(121));
    }
}
