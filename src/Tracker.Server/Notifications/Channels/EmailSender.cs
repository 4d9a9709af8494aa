using System.Net;
using System.Net.Mail;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Notifications.Channels;

/// <summary>Mail over SMTP.</summary>
internal sealed class EmailSender(OutboundGuard guard, NotificationOptions options) : ISender
{
    private const int MostReceivers = 50;
    private const int StandardPort = 587;

    public string Kind => "email";

    public Outcome<string> Check(ChannelConfig config)
    {
        if (config.Host is not { Length: >= 1 and <= 253 } || Uri.CheckHostName(config.Host) == UriHostNameType.Unknown) return Failure.Invalid("config.host is required: the mail server's name or address.");
        if (IPAddress.TryParse(config.Host, out var address) && !guard.Allows(address)) return Failure.Invalid($"config.host: {address} may not be called unless TRACKER_OUTBOUND_ALLOW lists its network.");
        if (config.Port is < 1 or > 65535) return Failure.Invalid("config.port must be from 1 to 65535.");
        if (!MailAddress.TryCreate(config.From, out _)) return Failure.Invalid("config.from must be a mail address.");
        if (config.To is not { Count: >= 1 and <= MostReceivers }) return Failure.Invalid($"config.to must hold 1 to {MostReceivers} mail addresses.");
        if (config.To.FirstOrDefault(t => !MailAddress.TryCreate(t, out _)) is { } wrong) return Failure.Invalid($"config.to: {wrong} is not a mail address.");
        if (config.Username is null != config.Password is null) return Failure.Invalid("config.username and config.password come together.");
        if (config is { Tls: false, Password: not null }) return Failure.Invalid("config.password is not sent without TLS: leave config.tls out.");
        return $"{string.Join(", ", config.To.Take(3))}{(config.To.Count > 3 ? " …" : "")} by {config.Host}";
    }

    public async Task<SendResult> SendAsync(ChannelConfig config, Notification notification, CancellationToken ct)
    {
        var addresses = await guard.ResolveAsync(config.Host!, ct);
        var tls = config.Tls ?? true;
        // With TLS the certificate proves the name; without, only the address that was checked is connected to.
        using var client = new SmtpClient(tls ? config.Host : addresses[0].ToString(), config.Port ?? StandardPort)
        {
            EnableSsl = tls,
            Credentials = config.Username is null ? null : new NetworkCredential(config.Username, config.Password),
        };
        using var message = MessageOf(config, notification);
        await client.SendMailAsync(message, ct);
        return new(true, "the mail server took it");
    }

    private MailMessage MessageOf(ChannelConfig config, Notification notification)
    {
        var a = notification.Alert;
        var title = string.Join(' ', a.Title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var facts = new[] { a.Text, Line("Kind", a.Kind), Line("Service", a.Service), Line("Environment", a.Environment), Line("Host", a.Host), Line("At", a.At.UtcDateTime.ToString("u")), options.LinkTo(a.Link) };
        var message = new MailMessage
        {
            From = new MailAddress(config.From!),
            Subject = title.Length > 200 ? title[..200] : title,
            Body = $"{a.Title}\n\n{string.Join('\n', facts.Where(f => !string.IsNullOrEmpty(f)))}\n",
            Headers =
            {
                // Receivers and mail readers tell a repeat by it; robots do not answer what says it is automatic.
                { "Message-ID", $"<{notification.DeliveryId}@tracker>" },
                { OutboundHeaders.Delivery, notification.DeliveryId.ToString() },
                { "Auto-Submitted", "auto-generated" },
            },
        };
        foreach (var to in config.To!) message.To.Add(to);
        return message;
    }

    private static string? Line(string name, string? value) => string.IsNullOrEmpty(value) ? null : $"{name}: {value}";
}
