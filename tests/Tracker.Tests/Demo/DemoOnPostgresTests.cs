using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Demo.Fill;
using Tracker.Server.Demo.Plan;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Demo;

/// <summary>The first days of the month on PostgreSQL, where the store's clock is turned in other words.</summary>
public sealed class DemoOnPostgresTests
{
    [Fact]
    public async Task Its_first_days_can_be_filled_there()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        using var folder = new TempFolder();
        var settings = FilledStore.Settings(folder);
        settings["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        var plan = DemoMonth.Of(1, FilledStore.End);
        var taken = plan.Acts.OfType<LockTaken>().First();
        var days = plan with { Acts = [.. plan.Acts.Where(a => a is not (TaskPinged or RunMeasured) && a.At <= taken.At)] };
        var clock = new FillClock(plan.Acts[0].At);
        await using var app = await DemoFill.CreateAppAsync([], settings, clock, TestContext.Current.CancellationToken);

        await new DemoFill(app.Services, clock).RunAsync(days, _ => { }, TestContext.Current.CancellationToken);

        var since = await app.Services.GetRequiredService<IDatabase>().QueryAsync("SELECT created_at FROM lock_held WHERE resource = 'schema'", r => r.GetInstant(0), TestContext.Current.CancellationToken);
        Assert.Equal([Instant.Truncate(taken.At)], since);
    }
}
