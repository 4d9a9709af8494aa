using Tracker.Protocol.Locks;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Locks.Pages;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Overview;
using Tracker.Server.Search;

namespace Tracker.Server.Locks;

/// <summary>Who holds what: exclusive locks, and those who wait for them.</summary>
public static class LocksModule
{
    public static void AddLocks(this WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSingleton(LockOptions.From(settings));
        builder.Services.AddSingleton<LockMetrics>();
        builder.Services.AddSingleton<LockWakes>();
        builder.Services.AddSingleton<LockLedger>();
        builder.Services.AddSingleton<LockReader>();
        builder.Services.AddSingleton<LockClaims>();
        builder.Services.AddSingleton<LockAcquirer>();
        builder.Services.AddSingleton<LockService>();
        builder.Services.AddSingleton<ServiceLocks>();
        builder.Services.AddSingleton<LockRpc>();
        builder.Services.AddSingleton<DeployLocks>();
        builder.Services.AddFollower<LockWaits>();
        builder.Services.AddHostedService<LockSweeper>();
        builder.Services.AddSingleton<IOverviewPart, OverviewOfLocks>();
        builder.Services.AddSingleton<ISearchable, LockSearch>();
        builder.Services.AddSingleton<ISearchable, FreezeSearch>();
        builder.AddFreezes();
        builder.Services.AddLockPages();
    }

    public static void MapLocks(this WebApplication app)
    {
        app.MapRpcService<LockRpc>(LockReflection.Descriptor.Services[0]);
        app.MapFreezes();
        app.MapLockPages();
    }
}
