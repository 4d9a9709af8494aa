namespace Tracker.Server.Feeds;

/// <summary>What other programs show of Tracker: calendars, and charts that mark what changed.</summary>
public static class FeedsModule
{
    public static void AddFeeds(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FreezeTimes>();
        builder.Services.AddSingleton<CalendarFeed>();
    }

    public static void MapFeeds(this WebApplication app)
    {
        CalendarApi.Map(app);
        GrafanaApi.Map(app);
    }
}
