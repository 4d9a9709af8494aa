using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Runs;
using Tracker.Testing;
using Tracker.Tests.Access;

namespace Tracker.Tests.Runs;

/// <summary>Runs on a server that is open to its machine because nobody has an account: what is there is shown, and no longer once there is a user.</summary>
public sealed class RunOpenModeTests
{
    [Fact]
    public async Task This_machine_sees_every_run_until_somebody_has_an_account()
    {
        await using var app = await TrackerApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        var runs = app.App.Services.GetRequiredService<RunService>();
        var begun = await runs.BeginAsync(new() { Name = "of somebody" }, inPercent: false, new Caller(new Principal("key:gone", "gone", Scope.Write), "", null), ct);
        Assert.True(begun.TryGet(out var run, out _));
        string[] readers = ["/runs", $"/runs/{run.Id}", "/api/v1/test", $"/api/v1/test/{run.Id}", "/search?q=somebody", "/api/v1/activity"];

        foreach (var reader in readers) Assert.Contains("of somebody", (await app.GetAsync(reader)).Text, StringComparison.Ordinal);
        Assert.Equal("1", (await app.GetAsync("/api/v1/overview")).TextAt("overview.runs.active"));
        Assert.DoesNotContain("Delete this run?", (await app.GetAsync($"/runs/{run.Id}")).Text, StringComparison.Ordinal);
        Assert.NotNull((await runs.DeleteAsync(run.Id, new Caller(Principal.Local, "", null), ct)).Failure);
        Assert.Equal(401, (await app.PostAsync("/api/v1/test", new { name = "nobody's" })).Status);
        Assert.Equal(401, (await app.PostAsync($"/api/v1/test/{run.Id}/stop", null)).Status);

        await app.AdminAsync();
        foreach (var reader in readers) Assert.DoesNotContain("of somebody", (await app.GetAsync(reader)).Text, StringComparison.Ordinal);
    }
}
