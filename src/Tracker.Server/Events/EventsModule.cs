using Tracker.Protocol.Events;
using Tracker.Server.Events.Pages;
using Tracker.Server.Locks;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Operations.Restoring;

namespace Tracker.Server.Events;

/// <summary>What changed: deployments, operations, drifts, incidents, RPA usage.</summary>
public static class EventsModule
{
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventMetrics>();
        builder.Services.AddSingleton<EventReader>();
        builder.Services.AddSingleton<EventSpanReader>();
        builder.Services.AddSingleton<EventHistory>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<ILockedSubject, LockedEvents>();
        builder.Services.AddSingleton<EventLocks>();
        builder.Services.AddSingleton<Deployments>();
        builder.Services.AddSingleton<EventService>();
        builder.Services.AddSingleton<PlatformEvents>();
        builder.Services.AddSingleton<ServiceEvents>();
        builder.Services.AddSingleton<EventRpc>();
        builder.Services.AddSingleton<EventRestore>();
        builder.Services.AddFollower<EventIndexer>();
        builder.Services.AddSingleton(EventRetention.Rule);
        builder.Services.AddEventPages();
    }

    public static void MapEvents(this WebApplication app)
    {
        app.MapRpcService<EventRpc>(EventReflection.Descriptor.Services[0]);
        app.MapRestore("events", app.Services.GetRequiredService<EventRestore>().StoreAsync);
        app.MapEventPages();
    }
}
