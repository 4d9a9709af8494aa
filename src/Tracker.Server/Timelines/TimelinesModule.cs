using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Timelines.Agents.Polling;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Ingest;
using Tracker.Server.Timelines.Pages;
using Tracker.Server.Timelines.Slow;
using Tracker.Server.Timelines.Udp;

namespace Tracker.Server.Timelines;

/// <summary>What systems are up to, and why it took longer than last time.</summary>
public static class TimelinesModule
{
    /// <summary>The feed's topic; keys are the contexts' names.</summary>
    public const string Topic = "timelines";

    public static void AddTimelines(this WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSingleton<TimelineMetrics>();
        builder.Services.AddSingleton<TimelineReader>();
        builder.Services.AddSingleton<BaselineReader>();
        builder.Services.AddSingleton<TrendReader>();
        builder.Services.AddSingleton<TimelineAnalyst>();
        builder.Services.AddSingleton<SlowTimelines>();
        builder.Services.AddFollower<SlowWatch>();
        builder.Services.AddSingleton<RunWriter>();
        builder.Services.AddSingleton<IMessageWriter>(s => s.GetRequiredService<RunWriter>());
        builder.Services.AddSingleton<TimelineIngest>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TimelineIngest>());
        // After the ingest, so that it is stopped before it.
        builder.Services.AddSingleton(UdpOptions.From(settings));
        builder.Services.AddHostedService<UdpReceiver>();
        builder.Services.AddTimelineApi();
        builder.Services.AddSingleton<AgentService>();
        builder.Services.AddHostedService<AgentPoller>();
        builder.Services.AddTimelinePages();
    }

    public static void MapTimelines(this WebApplication app)
    {
        TimelinesApi.Map(app);
        AnalysisApi.Map(app);
        AgentsApi.Map(app);
        app.MapTimelinePages();
    }

    public static string PathOf(Timeline timeline) => $"{PathOf(timeline.Context)}/{Uri.EscapeDataString(timeline.Id)}";

    public static string PathOf(string context) => $"/timelines/{Uri.EscapeDataString(context)}";
}
