using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tracker.Server.Activity;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Notifications.Channels;

/// <summary>Posts to Slack: through an incoming webhook, or as a bot by chat.postMessage.</summary>
internal sealed class SlackSender(OutboundClient client, OutboundGuard guard, NotificationOptions options) : ISender
{
    private const string StandardApi = "https://slack.com/api/";
    private const int MaxAnswer = 64 * 1024;
    private const int MaxShown = 500;

    public string Kind => "slack";

    public Outcome<string> Check(ChannelConfig config)
    {
        if (config.Url is not null)
        {
            if (config.Token is not null || config.Channel is not null) return Failure.Invalid("config takes either url (an incoming webhook) or token and channel.");
            return guard.CheckUrl("config.url", config.Url).TryGet(out var url, out var failure) ? "incoming webhook at " + url.Host : failure;
        }

        if (config.ApiUrl is not null && guard.CheckUrl("config.api_url", config.ApiUrl).Failure is { } wrong) return wrong;
        if (config.Channel is not { Length: >= 1 and <= 100 }) return Failure.Invalid("config.channel is required without config.url: the channel's name or id.");
        if ((config.Token ?? options.SlackToken) is not { Length: >= 8 and <= 500 }) return Failure.Invalid("config.token is required without config.url, unless SLACK_TOKEN is set.");
        return config.Channel;
    }

    public Task<SendResult> SendAsync(ChannelConfig config, Notification notification, CancellationToken ct)
    {
        var text = TextOf(notification.Alert);
        return config.Url is not null ? ByWebhookAsync(config.Url, text, notification, ct) : AsBotAsync(config, text, notification, ct);
    }

    private async Task<SendResult> ByWebhookAsync(string url, string text, Notification notification, CancellationToken ct)
    {
        var answer = await client.SendAsync(new Uri(url), to => Request(to, new { text }, notification, null), MaxAnswer, options.Timeout, ct);
        return new(answer.IsSuccess, Shown(answer), answer.RetryAfter);
    }

    private async Task<SendResult> AsBotAsync(ChannelConfig config, string text, Notification notification, CancellationToken ct)
    {
        if ((config.Token ?? options.SlackToken) is not { } token) return new(false, "There is no token: SLACK_TOKEN is not set any more.");
        var url = new Uri(new Uri((config.ApiUrl ?? StandardApi).TrimEnd('/') + "/"), "chat.postMessage");
        var answer = await client.SendAsync(url, to => Request(to, new { channel = config.Channel, text }, notification, token), MaxAnswer, options.Timeout, ct);
        // Slack answers 200 and {"ok":false,"error":"channel_not_found"} where others have a status.
        return new(answer.IsSuccess && IsOk(answer), Shown(answer), answer.RetryAfter);
    }

    private static HttpRequestMessage Request(Uri url, object body, Notification notification, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        request.Headers.Add(OutboundHeaders.Delivery, notification.DeliveryId.ToString());
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static bool IsOk(OutboundAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Shown(OutboundAnswer answer) => $"{answer.Status} {(answer.Body.Length > MaxShown ? answer.Body[..MaxShown] : answer.Body)}".Trim();

    private string TextOf(Alert a)
    {
        var text = new StringBuilder(a.Severity switch { Severity.Bad => ":red_circle: ", Severity.Warning => ":warning: ", Severity.Good => ":large_green_circle: ", _ => "" });
        var title = Escape(a.Title);
        text.Append(options.LinkTo(a.Link) is { } link ? $"<{Escape(link)}|{title.Replace('|', '/')}>" : $"*{title}*");
        text.Append('\n').Append(Escape(string.Join(" · ", new[] { a.Kind, a.Service, a.Environment, a.Host }.Where(p => !string.IsNullOrEmpty(p)))));
        // A table keeps its columns only between such marks.
        if (a.Text is { Length: > 0 } more) text.Append('\n').Append(more.Contains('\n') ? $"```\n{Escape(more).Replace("```", "'''", StringComparison.Ordinal)}\n```" : Escape(more));
        return text.ToString();
    }

    /// <summary>The three characters that mean something to Slack: without this a title could call a whole channel.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
