using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Notifications.Channels;

/// <summary>Posts the alert as JSON, signed.</summary>
internal sealed class WebhookSender(OutboundClient client, OutboundGuard guard, NotificationOptions options, TimeProvider clock) : ISender
{
    public const string TimestampHeader = "Tracker-Timestamp";
    public const string SignatureHeader = "Tracker-Signature";

    private const int MaxAnswer = 1000;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Kind => "webhook";

    public Outcome<string> Check(ChannelConfig config)
    {
        if (!guard.CheckUrl("config.url", config.Url).TryGet(out var url, out var failure)) return failure;
        return config.Secret is { Length: >= 16 and <= 500 } ? url.GetLeftPart(UriPartial.Authority) : Failure.Invalid("config.secret must have 16 to 500 characters; leave it out to have one made.");
    }

    public async Task<SendResult> SendAsync(ChannelConfig config, Notification notification, CancellationToken ct)
    {
        var a = notification.Alert;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                notification.DeliveryId,
                a.At,
                a.Kind,
                a.Subject,
                Severity = a.Severity.ToString().ToLowerInvariant(),
                a.Title,
                a.Text,
                a.Link,
                Url = options.LinkTo(a.Link),
                a.Service,
                a.Environment,
                a.Host,
                a.Tags,
            },
            Json);
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var answer = await client.SendAsync(new Uri(config.Url!), Make, MaxAnswer, options.Timeout, ct);
        return new(answer.IsSuccess, $"{answer.Status} {answer.Body}".Trim(), answer.RetryAfter);

        HttpRequestMessage Make(Uri url) => new(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
            Headers =
            {
                { OutboundHeaders.Delivery, notification.DeliveryId.ToString() },
                { TimestampHeader, timestamp },
                { SignatureHeader, "v1=" + Sign(config.Secret!, timestamp, body) },
            },
        };
    }

    /// <summary>HMAC-SHA256 over the timestamp, a dot and the body, in hex: an old delivery cannot be replayed as a new one.</summary>
    internal static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(timestamp + "."));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
