using System.Net;
using Tracker.Client;
using Tracker.Client.Tasks;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class TasksClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private TasksClient Tasks => server.Client.Tasks;

    [Fact]
    public async Task A_job_is_tracked_by_the_tasks_id()
    {
        var task = await Tasks.CreateAsync(new() { Name = "nightly backup", Datapoints = 5, Tolerance = 2 });

        var job = await server.Client.TrackJobAsync(task);

        Assert.Equal(job, Assert.Single(await Tasks.Jobs(task).AllAsync()).Id);
        var unknown = await Assert.ThrowsAsync<TrackerException>(() => server.Client.TrackJobAsync(987_654));
        Assert.True(unknown.IsNotFound);
        // The server takes the request for a part of the client's trace, so its log can be searched for it.
        Assert.Contains(unknown.RequestId, unknown.Fields["traceId"]);
    }

    [Fact]
    public async Task A_tasks_settings_come_back_as_they_were_given()
    {
        var parent = await Tasks.CreateAsync(new() { Name = "parent" });
        var settings = new TaskSettings
        {
            Name = "every hour",
            Period = TimeSpan.FromHours(1),
            Grace = TimeSpan.FromMinutes(5),
            MaxRun = TimeSpan.FromMinutes(10),
            Early = TimeSpan.FromMinutes(1),
            Failures = 3,
            OutOf = 5,
            Parent = "parent",
            Timezone = "Europe/Paris",
            Tags = ["night"],
            Service = "shop",
            Environment = "production",
            Host = "db-1",
        };

        var id = await Tasks.CreateAsync(settings);
        var task = await Tasks.GetAsync(id);
        var changed = await Tasks.UpdateAsync(id, settings with { Period = null, Cron = "0 3 * * *", Early = null });

        Assert.Equal((settings.Period, settings.Grace, settings.MaxRun, settings.Early), (task.Period, task.Grace, task.MaxRun, task.Early));
        Assert.Equal((3, 5, parent, "Europe/Paris", TaskState.New), (task.Failures, task.OutOf, task.Parent, task.Timezone, task.State));
        Assert.Equal(["night"], task.Tags);
        Assert.Equal((null, "0 3 * * *"), (changed.Period, changed.Cron));
        Assert.Equal("every hour", Assert.Single(await Tasks.List(new() { Tag = "night", Name = "hour", State = TaskState.New }).AllAsync()).Name);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Tasks.CreateAsync(settings))).IsConflict);

        await Tasks.DeleteAsync(id);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Tasks.GetAsync(id))).IsNotFound);
    }

    [Fact]
    public async Task A_backup_makes_its_task_and_the_report_counts_it()
    {
        await Tasks.TrackBackupAsync("made by a backup");

        var report = await Tasks.ReportAsync();

        var row = Assert.Single(report.Tasks, t => t.Name == "made by a backup");
        Assert.Equal((1, false, TaskState.New), (row.Status, row.IsReady, row.State));
        Assert.NotNull(row.LastBackup);
    }

    [Fact]
    public async Task A_task_is_paused_resumed_and_snoozed()
    {
        var id = await Tasks.CreateAsync(new() { Name = "interrupted", Period = TimeSpan.FromHours(1) });
        var until = DateTimeOffset.UtcNow.AddHours(1);

        var paused = await Tasks.PauseAsync(id, until);
        var resumed = await Tasks.ResumeAsync(id);
        var snoozed = await Tasks.SnoozeAsync(id, TimeSpan.FromHours(2));
        var later = await Tasks.SnoozeAsync(id, until);
        var awake = await Tasks.UnsnoozeAsync(id);

        Assert.Equal((TaskState.Paused, TaskState.New), (paused.State, resumed.State));
        Assert.Equal(until, paused.PausedUntil!.Value, TimeSpan.FromMilliseconds(1));
        Assert.NotNull(snoozed.SnoozedUntil);
        Assert.Equal(until, later.SnoozedUntil!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Null(awake.SnoozedUntil);
        Assert.Contains(await Tasks.GetChangesAsync(id), c => c.To == TaskState.Paused);
    }

    [Fact]
    public async Task Pings_tell_of_a_run_by_id_and_by_slug()
    {
        await using var nobody = new TrackerClient(null, server.Options);
        var id = await Tasks.CreateAsync(new() { Name = "pinged task", Period = TimeSpan.FromHours(1) });
        var task = await Tasks.GetAsync(id);
        var address = PingAddress.Of(Guid.Parse(task.PingPath!.Split('/')[^1]));
        var run = Guid.NewGuid();

        await nobody.Tasks.Pings.SendAsync(address, PingSignal.Start, new() { RunId = run });
        await nobody.Tasks.Pings.SendAsync(address, details: new() { RunId = run, Body = "42 files" });
        await nobody.Tasks.Pings.SendExitAsync(PingAddress.Of(await server.Admin.Tasks.GetPingKeyAsync(), "pinged-task"), 3);
        await nobody.Tasks.Pings.SendAsync(PingAddress.Of(await server.Admin.Tasks.GetPingKeyAsync(), "made-by-ping"), details: new() { Create = true });

        var pings = await Tasks.GetPingsAsync(id);
        Assert.Equal(3, pings.Count);
        Assert.Equal(("42 files", run, "POST"), (pings[1].Body, pings[1].RunId, pings[1].Method));
        Assert.NotNull(pings[1].Duration);
        Assert.Equal(TaskState.Down, (await Tasks.GetAsync(id)).State);
        Assert.Single(await Tasks.List(new() { Name = "made-by-ping" }).AllAsync());
        var unknown = await Assert.ThrowsAsync<TrackerException>(() => nobody.Tasks.Pings.SendAsync(PingAddress.Of(Guid.NewGuid())));
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
    }

    [Fact]
    public async Task A_renewed_ping_key_is_another_one() =>
        Assert.NotEqual(await server.Admin.Tasks.GetPingKeyAsync(), await server.Admin.Tasks.RenewPingKeyAsync());

    [Fact]
    public async Task Badges_tell_the_state_to_anyone()
    {
        await using var nobody = new TrackerClient(null, server.Options);
        var id = await Tasks.CreateAsync(new() { Name = "badged", Period = TimeSpan.FromHours(1), Tags = ["of a/tag"] });
        await Tasks.TrackJobAsync(id);
        var badge = Guid.Parse(Path.GetFileNameWithoutExtension((await Tasks.GetAsync(id)).BadgePath));

        Assert.Equal(("badged", "up"), await nobody.Tasks.Badges.GetAsync(badge) is var b ? (b.Label, b.Message) : default);
        Assert.StartsWith("<svg", await nobody.Tasks.Badges.DrawAsync(badge));
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => nobody.Tasks.Badges.GetOfTagAsync("a wrong key", "of a/tag"))).IsNotFound);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => nobody.Tasks.Badges.DrawOfTagAsync("a wrong key", "of a/tag"))).IsNotFound);
    }
}
