using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tracker.Client.Connect;

namespace Tracker.Client.Timelines;

/// <summary>Reads a stream of server-sent events, and opens it anew where it ended.</summary>
internal sealed class TimelineFollower(RestConnection rest, Exchange exchange)
{
    /// <summary>The server says something every 15 seconds: after this long the line is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    /// <summary>Where it was, for the server; nothing before the first message.</summary>
    private string? _lastId;
    private bool _isOver;

    public async IAsyncEnumerable<TimelineChange> FollowAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var failures = 0; !_isOver;)
        {
            using var response = await OpenAsync(failures, ct).ConfigureAwait(false);
            if (response is not null)
            {
                using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
                silence.CancelAfter(Silence);
                using var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), rest.LargestAnswer);
                var parser = SseParser.Create(stream);
                var items = parser.EnumerateAsync(silence.Token).GetAsyncEnumerator(CancellationToken.None);
                await using var end = items.ConfigureAwait(false);
                while (await IsNextAsync(items, ct).ConfigureAwait(false))
                {
                    silence.CancelAfter(Timeout.InfiniteTimeSpan);
                    (failures, stream.Left) = (0, rest.LargestAnswer);
                    if (Read(items.Current) is { } change) yield return change;
                    if (_isOver) yield break;
                    if (parser.LastEventId.Length > 0) _lastId = parser.LastEventId;
                    silence.CancelAfter(Silence);
                }
            }

            ct.ThrowIfCancellationRequested();
            await Task.Delay(Backoff.After(++failures, null, rest.LongestPause), rest.Time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Null when it is to be tried again later.</summary>
    private async Task<HttpResponseMessage?> OpenAsync(int failures, CancellationToken ct)
    {
        try
        {
            return await rest.OpenAsync(exchange, _lastId, ct).ConfigureAwait(false);
        }
        catch (TrackerException e) when (failures > 0 && e.Status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            return null;
        }
    }

    private static async ValueTask<bool> IsNextAsync(IAsyncEnumerator<SseItem<string>> items, CancellationToken ct)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private TimelineChange? Read(SseItem<string> item)
    {
        switch (item.EventType)
        {
            case "snapshot":
                return new() { Snapshot = Parse(item.Data, TimelinesJson.Default.TimelineDetails) };
            case "event":
                return new() { Event = Parse(item.Data, TimelinesJson.Default.TimelineEvent) };
            case "timeline":
                return new() { Head = Parse(item.Data, TimelinesJson.Default.TimelineHead) };
            case "gone":
                _isOver = true;
                return null;
            default:
                return null;
        }
    }

    private T Parse<T>(string data, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(data, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new TrackerException($"{exchange.Route}: the stream is not one of a Tracker server: {e.Message}", e) { Status = HttpStatusCode.OK };
        }
    }
}
