using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Overview;
using Tracker.Server.Releases.Hooks;
using Tracker.Server.Releases.Pages;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Sources;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Search;

namespace Tracker.Server.Releases;

/// <summary>Which version goes where next.</summary>
public static class ReleasesModule
{
    public static void AddReleases(this WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSources(settings);
        builder.Services.AddSingleton<TrackerReader>();
        builder.Services.AddSingleton<TrackerLooks>();
        builder.Services.AddSingleton<TrackerService>();
        builder.Services.AddSingleton<TrackerPoll>();
        builder.Services.AddSingleton<ReleaseTelling>();
        builder.Services.AddSingleton<ReleaseLedger>();
        builder.Services.AddSingleton<ReleaseReader>();
        builder.Services.AddSingleton<QueueReader>();
        builder.Services.AddSingleton<ReleaseService>();
        builder.Services.AddSingleton<PinService>();
        builder.Services.AddSingleton<EnvironmentService>();
        builder.Services.AddSingleton<Standings>();
        builder.Services.AddSingleton<Claims>();
        builder.Services.AddSingleton(ReleaseRetention.Rule);
        builder.Services.AddSingleton<IOverviewPart, OverviewOfReleases>();
        builder.Services.AddSingleton<ISearchable, ReleaseSearch>();
        builder.Services.AddReleasePages();
        builder.Services.AddSingleton(HookOptions.From(settings));
        builder.Services.AddSingleton<WantedPolls>();
        builder.Services.AddFollower<ReleasePoller>();
        builder.Services.AddHostedService<QueueSweeper>();
    }

    public static void MapReleases(this WebApplication app)
    {
        TrackersApi.Map(app);
        ReleasesApi.Map(app);
        HooksApi.Map(app);
        app.MapReleasePages();
    }
}
