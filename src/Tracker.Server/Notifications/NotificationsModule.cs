using Tracker.Server.Notifications.Channels;
using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Pages;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications;

/// <summary>Alerts that always arrive: channels, rules, and the log of what was delivered.</summary>
public static class NotificationsModule
{
    public static void AddNotifications(this WebApplicationBuilder builder, Settings settings)
    {
        var services = builder.Services;
        services.AddSingleton(NotificationOptions.From(settings));
        services.AddSingleton<Outbox>();
        services.AddSingleton<ISender, ConsoleSender>();
        services.AddSingleton<ISender, WebhookSender>();
        services.AddSingleton<ISender, SlackSender>();
        services.AddSingleton<ISender, EmailSender>();
        services.AddSingleton<ChannelService>();
        services.AddSingleton<RuleService>();
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<DeliveryLog>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<DroppedAlerts>();
        services.AddSingleton<RuleBook>();
        services.AddSingleton(s => new Alerts(s.GetRequiredService<RuleBook>(), s.GetRequiredService<Backlog>(), s.GetRequiredService<DeliverySignal>()));
        services.AddHostedService<RuleRefresher>();
        services.AddHostedService<EnvironmentChannel>();
        services.AddHostedService<DeliveryWorker>();
        services.AddSingleton(DeliveryStore.Retention);
        services.AddNotificationPages();
    }

    public static void MapNotifications(this WebApplication app)
    {
        NotificationsApi.Map(app);
        app.MapNotificationPages();
    }
}
