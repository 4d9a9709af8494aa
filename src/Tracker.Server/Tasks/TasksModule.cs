namespace Tracker.Server.Tasks;

/// <summary>What should keep happening, and whether it does.</summary>
public static class TasksModule
{
    public static void AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TaskReader>();
        builder.Services.AddSingleton<TaskService>();
    }

    public static void MapTasks(this WebApplication app) => TasksApi.Map(app);
}
