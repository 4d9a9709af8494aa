using Tracker.Server.Operations.Restoring;
using Tracker.Server.Runs.Baselines;
using Tracker.Server.Runs.Pages;
using Tracker.Server.Runs.Samples;

namespace Tracker.Server.Runs;

/// <summary>What commands cost.</summary>
public static class RunsModule
{
    public static void AddRuns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RunMetrics>();
        builder.Services.AddSingleton<RunTelling>();
        builder.Services.AddSingleton<RunService>();
        builder.Services.AddSingleton<RunReader>();
        builder.Services.AddSingleton<RunRestore>();
        builder.Services.AddSingleton<SampleReader>();
        builder.Services.AddSingleton<BaselineReader>();
        builder.Services.AddSingleton<RunSweep>();
        builder.Services.AddSingleton(RunRetention.Runs);
        builder.Services.AddHostedService<RunWatch>();
        builder.Services.AddRunPages();
    }

    public static void MapRuns(this WebApplication app)
    {
        RunsApi.Map(app);
        app.MapRestore("runs", app.Services.GetRequiredService<RunRestore>().StoreAsync);
        app.MapRunPages();
    }
}
