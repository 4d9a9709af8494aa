using Tracker.Protocol.Locks;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks.Freezes;

/// <summary>Times in which nothing may start.</summary>
public static class FreezesModule
{
    public static void AddFreezes(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FreezeWindows>();
        builder.Services.AddSingleton<FreezeService>();
        builder.Services.AddSingleton<FreezeRpc>();
    }

    public static void MapFreezes(this WebApplication app) => app.MapRpcService<FreezeRpc>(FreezeReflection.Descriptor.Services[0]);
}
