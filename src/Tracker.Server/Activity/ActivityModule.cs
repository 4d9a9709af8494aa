using Tracker.Protocol.Activities;
using Tracker.Server.Activity.Before;
using Tracker.Server.Activity.Pages;
using Tracker.Server.Operations;

namespace Tracker.Server.Activity;

/// <summary>One feed over every module, and what changed before a moment of it.</summary>
public static class ActivityModule
{
    public static void AddActivity(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ActivityReader>();
        builder.Services.AddSingleton<ChangesBefore>();
        builder.Services.AddSingleton<ActivityRpc>();
        builder.Services.AddActivityPages();
    }

    public static void MapActivity(this WebApplication app) => app.MapRpcService<ActivityRpc>(ActivityReflection.Descriptor.Services[0]);
}
