using Tracker.Server.Operations;
using Tracker.Server.Operations.Restoring;
using Tracker.Server.Overview;
using Tracker.Server.Search;
using Tracker.Server.Tasks.Pages;
using Tracker.Server.Tasks.Reports;

namespace Tracker.Server.Tasks;

/// <summary>What should keep happening, and whether it does.</summary>
public static class TasksModule
{
    public static void AddTasks(this WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSingleton(ReportOptions.From(settings));
        builder.Services.AddSingleton<TaskReports>();
        builder.Services.AddSingleton<TaskClock>();
        builder.Services.AddSingleton<TaskReader>();
        builder.Services.AddSingleton<TaskLedger>();
        builder.Services.AddSingleton<TaskService>();
        builder.Services.AddSingleton<TaskOverview>();
        builder.Services.AddSingleton<BadgeKeys>();
        builder.Services.AddSingleton<PingKeys>();
        builder.Services.AddSingleton<PingService>();
        builder.Services.AddSingleton<TaskRestore>();
        builder.Services.AddSingleton<JobRestore>();
        builder.Services.AddSingleton<TaskGaps>();
        builder.Services.AddSingleton<TaskMidnight>();
        builder.Services.AddSingleton(TaskRetention.Jobs);
        builder.Services.AddSingleton<TaskWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TaskWatch>());
        builder.Services.AddSingleton<IOverviewPart, OverviewOfTasks>();
        builder.Services.AddSingleton<ISearchable, TaskSearch>();
        builder.Services.AddHostedService<NightlyReport>();
        builder.Services.AddTaskPages();
    }

    public static void MapTasks(this WebApplication app)
    {
        TasksApi.Map(app);
        PingApi.Map(app);
        BadgeApi.Map(app);
        app.MapRestore("tasks", app.Services.GetRequiredService<TaskRestore>().StoreAsync);
        app.MapRestore("jobs", app.Services.GetRequiredService<JobRestore>().StoreAsync);
        app.MapTaskPages();
    }
}
