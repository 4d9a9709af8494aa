using Tracker.Testing;
using Tracker.Tests.Releases.Queues;

namespace Tracker.Tests.Releases.Hooks;

public sealed class SqliteHookTests(HookAppFixture fixture) : HookSuite<HookAppFixture>(fixture), IClassFixture<HookAppFixture>;

public sealed class PostgresHookTests(HookPostgresFixture fixture) : HookSuite<HookPostgresFixture>(fixture), IClassFixture<HookPostgresFixture>;

/// <summary>What git hosts and registries tell is followed by a poll, long before the tracker's turn.</summary>
public abstract class HookSuite<T>(T fixture)
    where T : HookAppFixture
{
    [Fact]
    public async Task A_registry_tells_of_a_pushed_tag_and_it_is_released()
    {
        var app = await FollowAsync();
        await app.PushAsync("1.0.1");
        await BecomesAsync(app, "image.tag", "1.0.1");
        Assert.Equal("1.0.1", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
    }

    [Fact]
    public async Task A_push_to_the_branch_that_is_followed_is_read()
    {
        var app = await FollowAsync();
        await app.RequireAsync("1.0.x");
        var other = new { @ref = "refs/heads/topic", repository = new { full_name = app.Repository, default_branch = "main" } };
        Assert.Equal((202, "0"), Told(await fixture.GitHubAsync(other)));
        Assert.Equal((202, "1"), Told(await fixture.GitHubAsync(other with { @ref = "refs/heads/main" })));
        await LabelAsync(app, "1.0.x");

        // Said again at once, it is looked at again when some seconds have passed.
        await app.RequireAsync("1.0.0");
        Assert.Equal((202, "1"), Told(await fixture.GitHubAsync(other with { @ref = "refs/heads/main" })));
        fixture.Clock.Advance(TimeSpan.FromSeconds(11));
        await LabelAsync(app, "1.0.0");
    }

    [Fact]
    public async Task GitLab_shows_its_secret_and_names_the_project()
    {
        var app = await FollowAsync(new { branch = "main" });
        await app.RequireAsync("1.0.x");
        var body = new { object_kind = "push", @ref = "refs/heads/main", project = new { path_with_namespace = app.Repository.ToUpperInvariant(), default_branch = "other" } };
        Assert.Equal(401, (await fixture.HookAsync("/hooks/gitlab", body, ("X-Gitlab-Token", "wrong"))).Status);
        Assert.Equal((202, "1"), Told(await fixture.HookAsync("/hooks/gitlab", body, ("X-Gitlab-Token", HookAppFixture.Secret))));
        await LabelAsync(app, "1.0.x");
        Assert.Equal(204, (await fixture.HookAsync("/hooks/gitlab", new { object_kind = "issue" }, ("X-Gitlab-Token", HookAppFixture.Secret))).Status);
    }

    [Fact]
    public async Task What_is_not_signed_is_not_believed_and_what_is_of_no_interest_is_taken()
    {
        var push = new { @ref = "refs/heads/main", repository = new { full_name = "shop/api", default_branch = "main" } };
        Assert.Equal(401, (await fixture.GitHubAsync(push, secret: "a secret of somebody else")).Status);
        Assert.Equal(401, (await fixture.HookAsync("/hooks/github", push, ("X-GitHub-Event", "push"))).Status);
        Assert.Equal(401, (await fixture.HookAsync("/hooks/registry", new { events = Array.Empty<object>() }, ("Authorization", "Bearer " + ReleaseAppFixture.Key))).Status);
        Assert.Equal(204, (await fixture.GitHubAsync(new { zen = "Keep it logically awesome." }, "ping")).Status);
        Assert.Equal((202, "0"), Told(await fixture.GitHubAsync(push)));
        Assert.Equal(400, (await fixture.GitHubAsync(new { @ref = 7 })).Status);
        Assert.Equal(400, (await fixture.HookAsync("/hooks/registry", "{", Basic)).Status);
        Assert.Equal(400, (await fixture.HookAsync("/hooks/registry", "[]", Basic)).Status);
        Assert.Equal(204, (await fixture.HookAsync("/hooks/registry", new { events = new[] { new { action = "pull" } } }, Basic)).Status);
        Assert.Equal((202, "0"), Told(await fixture.HookAsync("/hooks/registry", new { repository = "team/none", updated_tags = new[] { "1.0" } }, Basic)));
        Assert.Equal(413, (await fixture.HookAsync("/hooks/registry", new string(' ', 1_000_001), Basic)).Status);
    }

    private static (string, string) Basic => ("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("tracker:" + HookAppFixture.Secret)));

    /// <summary>An application that was looked at some seconds ago, and whose next turn is in minutes.</summary>
    private async Task<FollowedApplication> FollowAsync(object? more = null)
    {
        await fixture.EmptyAsync();
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        Assert.Equal(201, (await app.TrackAsync(more)).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(11));
        return app;
    }

    private Task LabelAsync(FollowedApplication app, string label) => BecomesAsync(app, "requirements.label", label);

    /// <summary>Some seconds pass, in case it was looked at just before; not the minutes after which it is looked at anyway.</summary>
    private Task BecomesAsync(FollowedApplication app, string path, string value)
    {
        var seconds = 20;
        return Poll.UntilAsync(async () =>
        {
            if (seconds-- > 0) fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await fixture.GetAsync($"/trackers/{app.Name}")).At(path)?.ToString() == value;
        });
    }

    private static (int Status, string Trackers) Told(Answer answer) => (answer.Status, answer.TextAt("trackers"));
}
