namespace Tracker.Server.Operations.Changes;

[ModuleService]
internal static class ChangeServices
{
    /// <summary>A worker that is told of changes, too.</summary>
    public static void AddFollower<T>(this IServiceCollection services)
        where T : class, IHostedService, IChangeListener
    {
        services.AddSingleton<T>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<T>());
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<T>());
    }
}
