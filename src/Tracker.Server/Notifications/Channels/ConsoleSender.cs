using Tracker.Server.Activity;
using Tracker.Server.Operations;

namespace Tracker.Server.Notifications.Channels;

/// <summary>A line in the server's own log.</summary>
internal sealed class ConsoleSender(ILogger<ConsoleSender> log) : ISender
{
    public string Kind => "console";

    public Outcome<string> Check(ChannelConfig config) => "the server's log";

    public Task<SendResult> SendAsync(ChannelConfig config, Notification notification, CancellationToken ct)
    {
        var a = notification.Alert;
        var level = a.Severity switch { Severity.Bad => LogLevel.Error, Severity.Warning => LogLevel.Warning, _ => LogLevel.Information };
        log.Log(level, "Alert {Kind}: {Title} (service {Service}, environment {Environment}, delivery {Delivery})", a.Kind, a.Title, a.Service, a.Environment, notification.DeliveryId);
        return Task.FromResult(new SendResult(true, "logged"));
    }
}
